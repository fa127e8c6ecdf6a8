import { signIn } from '../actions/session.ts'
import { expect, test } from '../fixtures.ts'

test('a customer pauses a guest, and it goes on where it was', async ({ page, customer, guest }) => {
  await signIn(page, customer)
  await page.goto(`/guests/${guest.id}`)
  await page.getByRole('button', { name: 'More actions' }).click()
  await page.getByRole('menuitem', { name: 'Pause', exact: true }).click()
  const resume = page.getByRole('button', { name: 'Resume', exact: true })
  await expect(resume).toBeVisible({ timeout: 60_000 })
  await page.goto(`/guests/${guest.id}/console`)
  await expect(page.getByText('The guest is paused')).toBeVisible()
  await resume.click()
  await expect(page.getByText('Connected', { exact: true })).toBeVisible({ timeout: 60_000 })
  await page.goto(`/guests/${guest.id}`)
  await expect(page.getByRole('button', { name: 'Stop', exact: true })).toBeVisible()
  await expect(resume).toHaveCount(0)
})

test('a customer reinstalls a guest by its name, and takes its former files back', async ({
  page,
  customer,
  guest,
}) => {
  await signIn(page, customer)
  await page.goto(`/guests/${guest.id}`)
  await page.getByRole('button', { name: 'More actions' }).click()
  await page.getByRole('menuitem', { name: 'Reinstall…' }).click()
  const dialog = page.getByRole('dialog', { name: /^Reinstall/ })
  await dialog.getByLabel('Template').selectOption({ index: 1 })
  await dialog.getByLabel(/^Type/).fill(guest.name)
  await dialog.getByRole('button', { name: 'Reinstall guest' }).click()
  await expect(dialog).toHaveCount(0)
  const takeBack = page.getByRole('button', { name: 'Take them back' })
  await expect(takeBack).toBeEnabled({ timeout: 120_000 })
  await takeBack.click()
  await expect(page.getByText(`${guest.name} is getting its former files back.`)).toBeVisible()
})
