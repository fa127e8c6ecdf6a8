import { expect, type Page } from '@playwright/test'
import { type Person, signInByApi } from '../stack/panel-api.ts'

/** Gives the page's window a session; what is opened in it next is opened by this person. */
export async function signIn(page: Page, person: Person): Promise<void> {
  await signInByApi(page.request, person)
}

/** As people do it, where the way in belongs to what is tested. */
export async function signInOnPage(page: Page, { email, password }: Person): Promise<void> {
  await page.goto('/sign-in')
  await page.getByLabel('E-mail address').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page).not.toHaveURL(/sign-in/, { timeout: 20_000 })
}
