import { press, tabTo, write } from '../actions/keyboard.ts'
import { deleteGuest, expect, test } from '../fixtures.ts'
import { memoryLimitOf } from '../stack/kernel.ts'

const MIB = 1024 ** 2

test('without a mouse a reseller signs in, creates a guest, sets a limit and works in its console', async ({
  page,
  db,
  reseller,
  customer,
  resellerApi,
}) => {
  test.setTimeout(150_000)
  await page.goto('/sign-in')
  await write(page, page.getByLabel('E-mail address'), reseller.email)
  await write(page, page.getByLabel('Password', { exact: true }), reseller.password)
  await page.keyboard.press('Enter')
  await expect(page).not.toHaveURL(/sign-in/, { timeout: 20_000 })

  await press(page, page.getByRole('link', { name: 'Create guest' }).first())
  await tabTo(page, page.getByLabel('Customer', { exact: true }))
  const { name } = await db.account.findUniqueOrThrow({ where: { id: customer.accountId } })
  await page.keyboard.type(name)
  await expect(page.getByLabel('Customer', { exact: true })).toHaveValue(customer.accountId)
  const planS = page.getByRole('radio', { name: /^S\b/ })
  // Tab leads into the group, arrows to its others.
  await tabTo(page, page.getByRole('group', { name: 'Plan' }).locator('input:enabled').first())
  for (let step = 0; step < 10 && !(await planS.isChecked()); step += 1)
    await page.keyboard.press(step === 0 ? 'Space' : 'ArrowDown')
  await expect(planS).toBeChecked()
  await expect(page.getByLabel('Template', { exact: true })).toHaveValue('debian-12')
  await write(page, page.getByLabel('Name', { exact: true }), 'by-keys')
  await press(page, page.getByRole('button', { name: 'Create guest' }))
  await expect(page).toHaveURL(/\/guests\/(?!new)[^/]+$/, { timeout: 30_000 })
  await expect(page.getByText('Running', { exact: true }).first()).toBeVisible({ timeout: 30_000 })
  const guest = await db.guest.findFirstOrThrow({
    where: { name: 'by-keys', resellerId: reseller.accountId },
  })

  await press(page, page.getByRole('button', { name: 'Change', exact: true }))
  await write(page, page.getByRole('spinbutton', { name: 'Memory' }), '300')
  await press(page, page.getByRole('button', { name: 'Save limits' }))
  await expect(page.getByText('Limits saved.')).toBeVisible()
  expect(memoryLimitOf(guest.hostName)).toBe(300 * MIB)

  await press(page, page.getByRole('link', { name: 'Console', exact: true }).first())
  await expect(page.getByText('Connected', { exact: true })).toBeVisible({ timeout: 20_000 })
  const screen = page.locator('.xterm-rows')
  await expect(screen).toContainText('#')
  await tabTo(page, page.locator('.xterm-helper-textarea'))
  await page.keyboard.type('echo by-$((40+2))\n')
  await expect(screen).toContainText('by-42')
  // Tab belongs to the guest's shell; this chord is the way out.
  await page.keyboard.press('Control+Shift+Period')
  await expect(page.locator('.xterm-helper-textarea')).not.toBeFocused()
  await deleteGuest(resellerApi, guest)
})
