import { openConsole, typeCommand } from '../actions/console.ts'
import { signIn } from '../actions/session.ts'
import { expect, stateOf, test } from '../fixtures.ts'
import { memoryLimitOf } from '../stack/kernel.ts'
import { query } from '../stack/panel-api.ts'

const MIB = 1024 ** 2

test('a reseller clicks to create a guest of plan S, and the kernel enforces the lower memory they then set', async ({
  page,
  db,
  reseller,
  customer,
  resellerApi,
}) => {
  await signIn(page, reseller)
  await page.goto('/')
  await page.getByRole('link', { name: 'Create guest' }).first().click()
  await page.getByLabel('Customer', { exact: true }).selectOption(customer.accountId)
  await page.getByRole('radio', { name: /^S\b/ }).check({ force: true })
  await page.getByLabel('Template', { exact: true }).selectOption('debian-12')
  await page.getByLabel('Name', { exact: true }).fill('shop')
  await page.getByRole('button', { name: 'Create guest' }).click()
  await expect(page).toHaveURL(/\/guests\/(?!new)[^/]+$/, { timeout: 30_000 })
  await expect(page.getByRole('heading', { name: 'shop' })).toBeVisible()
  await expect(page.getByText('Running', { exact: true }).first()).toBeVisible({ timeout: 30_000 })
  const guest = await db.guest.findFirstOrThrow({ where: { name: 'shop', resellerId: reseller.accountId } })
  expect(memoryLimitOf(guest.hostName)).toBe(512 * MIB)

  await page.getByRole('button', { name: 'Change', exact: true }).click()
  await page.getByRole('spinbutton', { name: 'Memory' }).fill('300')
  await page.getByRole('button', { name: 'Save limits' }).click()
  await expect(page.getByText('Limits saved.')).toBeVisible()
  expect(memoryLimitOf(guest.hostName)).toBe(300 * MIB)

  await page.getByRole('button', { name: 'More actions' }).click()
  await page.getByRole('menuitem', { name: /Delete/ }).click()
  await page.getByLabel(/Type .*shop/).fill('shop')
  await page.getByRole('button', { name: 'Delete guest' }).click()
  await expect.poll(() => stateOf(resellerApi, guest.id), { timeout: 40_000 }).toBe('NOT_FOUND')
  const pool = (await query(resellerApi, 'allowance.summary')).data as Array<{
    kind: string
    reserved: number
  }>
  expect(pool.every((line) => line.reserved === 0)).toBe(true)
})

test('a customer sees uptime grow and load rise while the guest spins', async ({ page, guest, customer }) => {
  test.setTimeout(120_000)
  await signIn(page, customer)
  await page.goto(`/guests/${guest.id}`)
  const uptime = page.getByTestId('uptime')
  const before = await uptime.innerText()
  await expect(uptime).not.toHaveText(before, { timeout: 10_000 })
  const loadNow = async () => Number((await page.getByTestId('load').innerText()).split('/')[0])
  await expect.poll(loadNow).toBeLessThan(0.9)
  const first = await loadNow()

  const shell = await page.context().newPage()
  await openConsole(shell, guest.id)
  await typeCommand(shell, 'for i in 1 2 3; do (while :; do :; done) & done')
  await expect.poll(loadNow, { timeout: 60_000, intervals: [2_000] }).toBeGreaterThan(first + 0.3)
  await expect(page.getByRole('meter', { name: 'Processor' })).toBeVisible()
})
