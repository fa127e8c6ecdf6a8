import { expectAccessible } from '../actions/accessibility.ts'
import { signIn } from '../actions/session.ts'
import { deleteGuest, expect, test } from '../fixtures.ts'
import { query } from '../stack/panel-api.ts'

test('several guests are ordered in one form, looked through, and made together', async ({
  page,
  reseller,
  customer,
  resellerApi,
  db,
}) => {
  test.setTimeout(150_000)
  await signIn(page, reseller)
  await page.goto('/guests/new')
  await page.getByRole('link', { name: 'Several at once' }).click()
  // The form of one guest, which is there until then, has fields of the same names.
  await expect(page.getByRole('heading', { name: 'Create several guests' })).toBeVisible()
  await page.getByLabel('Customer', { exact: true }).selectOption(customer.accountId)
  await page.getByRole('radio', { name: /^S\b/ }).check({ force: true })
  await page.getByLabel('Template', { exact: true }).selectOption('debian-12')
  await page.getByLabel('Names', { exact: true }).fill('several-##')
  await page.getByLabel('How many', { exact: true }).fill('9')
  await expect(page.getByText('From several-01 to several-09.')).toBeVisible()
  await expectAccessible(page)

  // The pool has room for four.
  await page.getByRole('button', { name: 'Look through them' }).click()
  await expect(page.getByRole('cell', { name: 'several-09' })).toBeVisible()
  await expect(page.getByRole('region', { name: 'These guests will be made' }).first()).toBeFocused()
  const tooMany = page.getByRole('button', { name: 'Create 9 guests' })
  await expect(tooMany).toHaveAttribute('aria-disabled', 'true')
  await page.getByRole('button', { name: 'Change', exact: true }).click()
  await expect(page.getByRole('button', { name: 'Look through them' })).toBeFocused()
  await page.getByLabel('How many', { exact: true }).fill('2')
  await page.getByRole('button', { name: 'Look through them' }).click()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Create 2 guests' }).click()
  await expect(page.getByText('2 of 2 guests created')).toBeVisible({ timeout: 90_000 })

  const made = await db.guest.findMany({
    where: { resellerId: reseller.accountId, life: { not: 'deleted' } },
  })
  expect(made.map(({ name }) => name).sort()).toEqual(['several-01', 'several-02'])
  const running = async () =>
    ((await query(resellerApi, 'allowance.summary')).data as { kind: string; reserved: number }[]).find(
      ({ kind }) => kind === 'runningGuests',
    )?.reserved
  expect(await running()).toBe(2)
  for (const { id, name } of made) await deleteGuest(resellerApi, { id, name })
  await expect.poll(running, { timeout: 60_000 }).toBe(0)
})
