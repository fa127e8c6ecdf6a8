import { expectAccessible } from '../actions/accessibility.ts'
import { openConsole, typeCommand } from '../actions/console.ts'
import { signIn } from '../actions/session.ts'
import { expect, test } from '../fixtures.ts'
import { query } from '../stack/panel-api.ts'

type Series = { at: number[]; average: Record<string, (number | null)[]> }

test('a customer sees charts of real samples, reads them as a table and takes them along', async ({
  page,
  guest,
  customer,
}) => {
  test.setTimeout(150_000)
  await signIn(page, customer)
  await page.goto(`/guests/${guest.id}`)
  const measured = async () => {
    const input = { guestId: guest.id, range: 'hour', metrics: ['memoryBytes'] }
    const { data } = await query(page.request, 'sample.range', input)
    return ((data as Series | undefined)?.average.memoryBytes ?? []).filter((value) => value !== null).length
  }
  await expect.poll(measured, { timeout: 60_000 }).toBeGreaterThan(1)

  const memory = page.getByRole('region', { name: 'Memory', exact: true })
  await expect(memory.locator('figcaption').first()).toContainText(/now .* MiB/, { timeout: 30_000 })
  await memory.getByRole('button', { name: 'Table of Memory' }).click()
  await expect(memory.getByRole('table').getByRole('row').nth(1)).toContainText('MiB')
  const download = page.waitForEvent('download')
  await memory.getByRole('button', { name: 'CSV of Memory' }).click()
  expect((await download).suggestedFilename()).toBe(`${guest.name}-memory-hour.csv`)

  await page.getByRole('group', { name: 'Range' }).getByRole('button', { name: 'Week' }).click()
  await expect(page).toHaveURL(/range=week/)
  await page.reload()
  await expect(page.getByRole('button', { name: 'Week' })).toHaveAttribute('aria-pressed', 'true')
  await expect(page.getByTestId('verdict')).toBeVisible({ timeout: 30_000 })
  await expectAccessible(page)
})

test('a guest that burns its processor is told why it is slow, and what happened stands in its timeline', async ({
  page,
  guest,
  customer,
}) => {
  test.setTimeout(240_000)
  await signIn(page, customer)
  await openConsole(page, guest.id)
  await typeCommand(page, 'for i in 1 2 3; do (while :; do :; done) & done')
  const shell = await page.context().newPage()
  await shell.goto(`/guests/${guest.id}`)
  await expect(shell.locator('[data-cause="cpuCap"]')).toBeVisible({ timeout: 150_000 })
  await expect(shell.getByRole('list', { name: 'Evidence' })).toContainText('Held back by its own limit')

  await shell.getByRole('link', { name: 'All charts and timeline' }).click()
  await expect(shell.getByRole('heading', { name: `History of ${guest.name}`, level: 1 })).toBeVisible()
  const timeline = shell.getByRole('list', { name: 'Timeline' })
  await expect(timeline.locator('[data-kind="console"]').first()).toContainText('which is open still')
  await expect(timeline.locator('[data-kind="act"]').first()).toContainText('created')
  const show = shell.getByRole('group', { name: 'What to show' })
  await show.getByRole('button', { name: 'Limit hits' }).click()
  await expect(timeline.locator('[data-kind="hit"]').first()).toContainText('Processor: held back', {
    timeout: 30_000,
  })
  await expect(timeline.locator('[data-kind="console"]')).toHaveCount(0)
  await expectAccessible(shell)
})

test('an admin sees the pressure of a host, who uses it most, and when its storage will be full', async ({
  page,
  guest,
  admin,
}) => {
  await signIn(page, admin)
  await page.goto('/hosts')
  await page.getByRole('heading', { level: 2 }).first().getByRole('link').click()
  await expect(page).toHaveURL(/\/hosts\/[^/]+$/)
  await expect(page.getByRole('region', { name: 'Pressure', exact: true })).toBeVisible({ timeout: 30_000 })
  await page.getByRole('group', { name: 'Ordered by' }).getByRole('button', { name: 'Memory' }).click()
  await expect(page.getByRole('table', { name: 'Top guests now' })).toContainText(guest.name, {
    timeout: 30_000,
  })
  await expect(page.getByText('Storage full')).toBeVisible()
  await expectAccessible(page)
})

test('an alert is made, tried and deleted by its owner alone', async ({ page, customer, reseller }) => {
  await signIn(page, customer)
  await page.goto('/alerts')
  await page.getByRole('button', { name: 'New alert' }).click()
  const dialog = page.getByRole('dialog', { name: 'New alert' })
  await dialog.getByLabel('Name', { exact: true }).fill('Memory')
  await dialog.getByLabel('Address of the web hook').fill('https://127.0.0.1/hook')
  await dialog.getByRole('button', { name: 'Save alert' }).click()
  await page
    .getByRole('dialog', { name: 'Secret of the web hook' })
    .getByRole('button', { name: 'Done' })
    .click()
  const alerts = page.getByRole('list', { name: 'Your alerts' })
  await expect(alerts).toContainText('90 % for 5 min')
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Test Memory' }).click()
  await expect(page.getByRole('list', { name: 'Sent messages' })).toContainText('Test: memory', {
    timeout: 30_000,
  })
  await page.context().clearCookies()
  await signIn(page, reseller)
  await page.goto('/alerts')
  await expect(page.getByText('No alerts yet')).toBeVisible()
})
