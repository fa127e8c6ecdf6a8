import { signIn } from '../actions/session.ts'
import { expect, test } from '../fixtures.ts'
import { ORIGIN } from '../stack/instance.ts'

test('a guest that was put into the bin by mistake is back with one click', async ({
  page,
  reseller,
  guest,
}) => {
  await signIn(page, reseller)
  await page.goto(`/guests/${guest.id}`)
  await page.getByRole('button', { name: 'More actions' }).click()
  await page.getByRole('menuitem', { name: 'Put into the bin' }).click()
  await expect(page).toHaveURL(/\/guests$/, { timeout: 30_000 })
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByText('The guest is out of the bin.')).toBeVisible()
  await expect(page.getByRole('link', { name: guest.name })).toBeVisible()

  await page.goto('/guests/bin')
  await expect(page.getByText('The bin is empty')).toBeVisible()
})

test('a guest goes up the ladder and down again, and its owner reads why', async ({
  page,
  browser,
  reseller,
  customer,
  guest,
}) => {
  await signIn(page, reseller)
  await page.goto(`/guests/${guest.id}`)
  const suspend = async (step: RegExp) => {
    await page.getByRole('button', { name: 'More actions' }).click()
    await page.getByRole('menuitem', { name: 'Suspend…' }).click()
    const dialog = page.getByRole('dialog', { name: /^Suspend/ })
    const option = dialog.getByLabel('Step').locator('option', { hasText: step })
    await dialog.getByLabel('Step').selectOption({ label: (await option.textContent()) ?? '' })
    await dialog.getByLabel('Reason').fill('The invoice of May is open.')
    await dialog.getByRole('button', { name: 'Suspend' }).click()
    await expect(dialog).toHaveCount(0)
  }
  await suspend(/^Throttle/)
  await expect(page.getByText(/^Throttled by/)).toBeVisible()
  await suspend(/^Stop/)

  const owner = await (await browser.newContext({ baseURL: ORIGIN })).newPage()
  await signIn(owner, customer)
  await owner.goto(`/guests/${guest.id}`)
  await expect(owner.getByText(/The invoice of May is open/).first()).toBeVisible()
  const start = owner.getByRole('button', { name: 'Start', exact: true })
  await expect(start).toHaveAttribute('aria-disabled', 'true', { timeout: 60_000 })
  await owner.context().close()

  await page.getByRole('button', { name: 'Lift' }).click()
  await expect(page.getByRole('button', { name: 'Stop', exact: true })).toBeVisible({ timeout: 120_000 })
})
