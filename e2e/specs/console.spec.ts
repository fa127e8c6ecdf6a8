import { createConsent } from '@vserver/db/seed'
import { openConsole, typeCommand } from '../actions/console.ts'
import { signIn } from '../actions/session.ts'
import { expect, test } from '../fixtures.ts'

test('support opens a console, runs hostname, and a resized window is the size the guest sees', async ({
  page,
  guest,
  support,
  db,
}) => {
  await createConsent(db, guest.id)
  await signIn(page, support)
  await page.goto('/')
  await page.getByLabel('Search guests').fill(guest.name)
  await page.getByRole('link', { name: guest.name }).last().click()
  await page.getByRole('link', { name: 'Console', exact: true }).click()
  const screen = page.locator('.xterm-rows')
  await expect(page.getByText('Connected', { exact: true })).toBeVisible()
  await expect(page.getByText(/You are support: this is recorded/)).toBeVisible()
  await expect(screen).toContainText('#')
  await typeCommand(page, 'hostname; id -un')
  await expect(screen).toContainText(guest.name)
  await expect(screen).toContainText('root')

  await page.setViewportSize({ width: 900, height: 640 })
  await typeCommand(page, 'clear; stty size')
  const narrow = await sizeOnScreen(screen)
  await page.setViewportSize({ width: 1400, height: 900 })
  await typeCommand(page, 'clear; stty size')
  await expect.poll(async () => (await sizeOnScreen(screen)).columns).toBeGreaterThan(narrow.columns)
  const wide = await sizeOnScreen(screen)
  expect(wide.rows).toBeGreaterThan(narrow.rows)
  expect(wide.rows).toBe(await screen.locator('> div').count())

  const row = await db.auditRow.findFirst({
    where: { guestId: guest.id, action: { startsWith: 'console' }, userId: support.userId },
  })
  expect(row).not.toBeNull()
})

test('a flood of output neither stalls the page nor loses the prompt', async ({ page, guest, customer }) => {
  await signIn(page, customer)
  const screen = await openConsole(page, guest.id)
  await typeCommand(page, 'seq 1 200000; echo flood-$((6*7))')
  await expect(screen).toContainText('flood-42', { timeout: 40_000 })
})

test('a console survives a reload of the page and a look at another', async ({ page, guest, customer }) => {
  await signIn(page, customer)
  await openConsole(page, guest.id)
  const screen = page.locator('.xterm-rows')
  await typeCommand(page, 'secret=$((40+2)); echo still-$secret')
  await expect(screen).toContainText('still-42')
  page.on('dialog', (dialog) => dialog.accept())
  await page.reload()
  await expect(page.getByText('Connected', { exact: true })).toBeVisible({ timeout: 20_000 })
  await expect(screen).toContainText('still-42')
  await page.getByRole('link', { name: guest.name, exact: true }).first().click()
  await expect(screen).toBeHidden()
  await page.getByRole('link', { name: 'Console', exact: true }).click()
  await expect(page.getByText('Connected', { exact: true })).toBeVisible({ timeout: 20_000 })
  await typeCommand(page, 'echo again-$secret')
  await expect(screen).toContainText('again-42')
})

async function sizeOnScreen(
  screen: import('@playwright/test').Locator,
): Promise<{ rows: number; columns: number }> {
  let found: RegExpMatchArray | null = null
  await expect
    .poll(async () => {
      found = (await screen.innerText()).replaceAll('\u00a0', ' ').match(/^(\d+) (\d+)\s*$/m)
      return found !== null
    })
    .toBe(true)
  const match = found as RegExpMatchArray | null
  return { rows: Number(match?.[1]), columns: Number(match?.[2]) }
}
