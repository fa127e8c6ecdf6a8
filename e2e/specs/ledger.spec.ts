import { expectAccessible } from '../actions/accessibility.ts'
import { signIn } from '../actions/session.ts'
import { expect, test } from '../fixtures.ts'

test('what the panel sold proves; a reservation deleted by hand is found, repaired, and proves again', async ({
  page,
  admin,
  reseller,
  guest,
  db,
}) => {
  await db.reservation.deleteMany({ where: { guestId: guest.id, kind: 'memoryBytes' } })
  await signIn(page, admin)
  await page.goto('/')
  await page.getByRole('link', { name: 'Ledger', exact: true }).click()
  await page.getByRole('button', { name: 'Prove now' }).click()
  const drift = page.getByRole('row').filter({ hasText: guest.name })
  await expect(drift).toHaveCount(1, { timeout: 20_000 })
  await expect(drift).toContainText('0 B are reserved')
  await expectAccessible(page)
  await drift.getByRole('button', { name: 'Reserve what was sold' }).click()
  await expect(page.getByText('Everything agrees.')).toBeVisible({ timeout: 20_000 })

  await page.getByRole('button', { name: new RegExp(reseller.email) }).click()
  await page.getByRole('button', { name: /^Memory/ }).click()
  await expect(page.getByRole('link', { name: guest.name, exact: true })).toBeVisible()
  await page.getByLabel('With what was given back').check()
  await expect(page.getByRole('columnheader', { name: 'Given back' })).toBeVisible()
})

test('a reseller opens a number of its pool, and cannot repair', async ({ page, reseller, guest, db }) => {
  await signIn(page, reseller)
  await page.goto('/')
  await page.getByRole('link', { name: 'Pool', exact: true }).click()
  await page.getByRole('button', { name: /^Guests/ }).click()
  await expect(page.getByRole('link', { name: guest.name, exact: true })).toBeVisible()
  await page.getByRole('button', { name: 'Prove now' }).click()
  await expect(page.getByText('Everything agrees. One guest compared')).toBeVisible({ timeout: 20_000 })

  await db.reservation.deleteMany({ where: { guestId: guest.id, kind: 'guests' } })
  await page.getByRole('button', { name: 'Prove now' }).click()
  const drift = page.getByRole('row').filter({ hasText: '0 are reserved' })
  await expect(drift.getByRole('button', { name: 'Reserve what was sold' })).toBeDisabled({ timeout: 20_000 })
})
