import { signIn } from '../actions/session.ts'
import { expect, test } from '../fixtures.ts'
import { ORIGIN } from '../stack/instance.ts'

test('the panel speaks the language that the browser asks for, until another is chosen', async ({
  browser,
  customer,
}) => {
  const context = await browser.newContext({ baseURL: ORIGIN, locale: 'es-MX' })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(String(error)))
  await page.goto('/sign-in')
  await expect(page.locator('html')).toHaveAttribute('lang', 'es')
  await context.addCookies([{ name: 'vserver-language', value: 'en', url: ORIGIN }])
  await signIn(page, customer)
  await page.goto('/')
  const navigation = page.getByRole('navigation', { name: 'Main' })
  await expect(navigation.getByRole('link', { name: 'Guests' })).toBeVisible()

  await page.getByRole('combobox', { name: 'Language' }).selectOption({ label: 'Deutsch' })
  const german = page.getByRole('navigation', { name: 'Hauptnavigation' })
  await expect(german.getByRole('link', { name: 'Gäste' })).toBeVisible()
  await expect(page.locator('html')).toHaveAttribute('lang', 'de')
  await page.reload()
  await expect(german.getByRole('link', { name: 'Vorgänge' })).toBeVisible()
  expect(complaints).toEqual([])
})
