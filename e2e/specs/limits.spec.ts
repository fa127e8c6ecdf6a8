import { openConsole, typeCommand } from '../actions/console.ts'
import { signIn } from '../actions/session.ts'
import { expect, test } from '../fixtures.ts'
import { processLimitOf } from '../stack/kernel.ts'
import { query } from '../stack/panel-api.ts'

test('an advanced limit set in the panel is what every new process of the guest has', async ({
  page,
  guest,
  reseller,
}) => {
  await signIn(page, reseller)
  await page.goto(`/guests/${guest.id}`)
  await page.getByRole('button', { name: 'Change', exact: true }).click()
  await page.getByRole('button', { name: /Advanced limits/ }).click()
  const files = page.getByRole('group', { name: 'Files and sockets' })
  await files.getByRole('checkbox', { name: 'No limit' }).first().uncheck()
  await page.getByRole('spinbutton', { name: 'Open files' }).fill('256')
  await page.getByRole('button', { name: 'Save limits' }).click()
  await expect(page.getByText('Limits saved.')).toBeVisible()
  await expect(page.getByText('Open files').first()).toBeVisible()

  const shell = await page.context().newPage()
  const screen = await openConsole(shell, guest.id)
  await typeCommand(shell, 'echo files=$(ulimit -Hn)')
  await expect(screen).toContainText('files=256')
})

test('a guest that forks beyond its limit is stopped by the kernel, and the panel counts the hits', async ({
  page,
  guest,
  reseller,
}) => {
  test.setTimeout(120_000)
  await signIn(page, reseller)
  await page.goto(`/guests/${guest.id}`)
  await page.getByRole('button', { name: 'Change', exact: true }).click()
  await page.getByRole('spinbutton', { name: 'Processes' }).fill('64')
  await page.getByRole('button', { name: 'Save limits' }).click()
  await expect(page.getByText('Limits saved.')).toBeVisible()
  expect(processLimitOf(guest.hostName)).toBe(64)

  await page.getByRole('button', { name: /Show all limits/ }).click()
  const table = page.getByRole('table', { name: 'Use of every limit' })
  const row = table.getByRole('row', { name: /^Processes/ })
  await expect(row).toContainText('64')

  const shell = await page.context().newPage()
  await openConsole(shell, guest.id)
  await typeCommand(shell, 'for i in $(seq 80); do sleep 20 & done')
  await expect(row.getByText(/refusals/)).toBeVisible({ timeout: 30_000 })
  const use = await query(page.request, 'limit.use', { guestId: guest.id })
  expect((use.data as { processes: { hits: number } }).processes.hits).toBeGreaterThan(0)
})

test('what is changed of the runtime waits for the next start, which the page offers', async ({
  page,
  guest,
  reseller,
  customer,
}) => {
  test.setTimeout(120_000)
  await signIn(page, reseller)
  await page.goto(`/guests/${guest.id}`)
  await page.getByRole('button', { name: 'Change runtime' }).click()
  await page.getByRole('button', { name: 'Add shared area' }).click()
  await page.getByLabel('Name of shared area 1').fill('files')
  await page.getByLabel('Place of shared area 1').fill('/srv/files')
  await page.getByRole('button', { name: 'Save runtime' }).click()
  await expect(page.getByText('files at /srv/files', { exact: true })).toBeVisible()
  await page.getByRole('button', { name: 'Restart now' }).click()
  await expect(page.getByText(/takes effect when/)).toHaveCount(0, { timeout: 60_000 })
  await expect(page.getByText('Running', { exact: true }).first()).toBeVisible({ timeout: 60_000 })

  const shell = await page.context().newPage()
  const screen = await openConsole(shell, guest.id)
  await typeCommand(shell, 'echo made >/srv/files/word; grep -c " /srv/files " /proc/mounts')
  await expect(screen).toContainText('1')

  await page.context().clearCookies()
  await signIn(page, customer)
  await page.goto(`/guests/${guest.id}`)
  await expect(page.getByRole('heading', { name: 'Events' })).toBeVisible()
  await expect(page.getByRole('heading', { name: 'Runtime' })).toHaveCount(0)
})
