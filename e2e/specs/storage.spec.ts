import type { Page } from '@playwright/test'
import { openConsole, typeCommand } from '../actions/console.ts'
import { signIn } from '../actions/session.ts'
import { deleteGuest, expect, stateOf, test } from '../fixtures.ts'
import { mutate, query } from '../stack/panel-api.ts'

type Disk = { enforcement: 'none' | 'project' | 'btrfs' | 'image'; bytes: number } | null

/** What the page must say of each; the wire says which one it is. */
const ENFORCED_BY = {
  none: /NOT enforced, (measured|not measured)/,
  project: /Enforced by the kernel/,
  btrfs: /Space enforced by btrfs/,
  image: /Enforced by an image/,
} as const

test('the self-test says what really happened, and the page claims no limit that it did not prove', async ({
  page,
  admin,
}) => {
  test.setTimeout(120_000)
  await signIn(page, admin)
  await page.goto('/')
  await page.getByRole('link', { name: 'Storage', exact: true }).click()
  const storage = page.getByRole('region', { name: /^Storage of/ })
  await storage.getByRole('button', { name: 'Run self-test' }).click()
  await expect(storage.getByText(/stopped just now|was not stopped when it was tried just now/)).toBeVisible({
    timeout: 60_000,
  })
  const view = await query(page.request, 'storage.get', { hostId: 'local' })
  const { enforcement, selfTest } = (
    view.data as {
      storage: { enforcement: keyof typeof ENFORCED_BY; selfTest: { passed: boolean } }
    }
  ).storage
  await expect(storage.getByText(selfTest.passed ? 'Passed' : 'Failed', { exact: true })).toBeVisible()
  await expect(storage.getByText(ENFORCED_BY[enforcement]).first()).toBeVisible()
  if (!selfTest.passed) expect(enforcement).toBe('none')
  await expect(storage.getByRole('meter', { name: 'Space in use' })).toBeVisible()
})

test('a disk limit set in the panel shows as a bar where it holds, and is refused in words where nothing can hold it', async ({
  page,
  guest,
  reseller,
}) => {
  test.setTimeout(180_000)
  await signIn(page, reseller)
  await page.goto(`/guests/${guest.id}`)
  await page.getByRole('button', { name: 'Change', exact: true }).click()
  const form = page.getByRole('form', { name: 'Limits' })
  await form
    .getByRole('spinbutton', { name: 'Disk', exact: true })
    .locator('xpath=../..')
    .getByRole('checkbox')
    .uncheck()
  await form.getByRole('spinbutton', { name: 'Disk', exact: true }).fill('3')
  await form.getByRole('button', { name: 'Save limits' }).click()
  const refused = form.getByRole('alert').filter({ hasText: 'Convert the guest to an image of its own' })
  await expect(page.getByText('Limits saved.').or(refused)).toBeVisible()
  if (await refused.isVisible()) {
    const { data } = await query(page.request, 'guest.get', { guestId: guest.id })
    expect((data as { limit: { diskBytes: number | null } }).limit.diskBytes).toBeNull()
    return
  }

  const diskOf = async () =>
    ((await query(page.request, 'guest.get', { guestId: guest.id })).data as { disk: Disk }).disk
  await expect.poll(diskOf, { timeout: 120_000, intervals: [2_000] }).not.toBeNull()
  const disk = await diskOf()
  const card = page.getByRole('region', { name: 'Use against limit', exact: true })
  await expect(card.getByText(/\/ 3 GiB/)).toBeVisible({ timeout: 30_000 })
  expect(disk?.enforcement).not.toBe('none')
  await expect(card.getByRole('meter', { name: 'Disk' })).toBeVisible()
})

test('a guest is stopped and unified in the panel, and has every byte it had', async ({
  page,
  guest,
  reseller,
}) => {
  test.setTimeout(240_000)
  await signIn(page, reseller)
  const shell = await page.context().newPage()
  const before = await openConsole(shell, guest.id)
  await typeCommand(
    shell,
    'cd /srv && head -c 4M /dev/urandom >one && cp one two && sha256sum one two >sums && echo written=$(ls | wc -l)',
  )
  await expect(before).toContainText('written=3', { timeout: 30_000 })
  await shell.close()

  await page.goto(`/guests/${guest.id}`)
  await page.getByRole('button', { name: 'Stop', exact: true }).click()
  await expect(page.getByText('Stopped', { exact: true }).first()).toBeVisible({ timeout: 60_000 })
  await unify(page, guest.name)
  const files = await query(page.request, 'files.get', { guestId: guest.id })
  const { reports } = files.data as { reports: { unify: { pooled: number } | null } }
  expect(reports.unify?.pooled).toBeGreaterThanOrEqual(2)

  await page.getByRole('button', { name: 'Start', exact: true }).click()
  await expect(page.getByText('Running', { exact: true }).first()).toBeVisible({ timeout: 60_000 })
  const again = await page.context().newPage()
  const screen = await openConsole(again, guest.id)
  await typeCommand(again, 'cd /srv && sha256sum -c sums; echo changed >>two; sha256sum -c sums')
  await expect(screen).toContainText('one: OK')
  await expect(screen).toContainText('two: FAILED')
})

/** Predicts, then unifies, each to its end. */
async function unify(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Unify…' }).click()
  const dialog = page.getByRole('dialog', { name: `Unify the files of ${name}` })
  await dialog.getByRole('button', { name: 'Predict', exact: true }).click()
  await expect(dialog.getByText(/frees about|can be shared from now on/)).toBeVisible({ timeout: 60_000 })
  await dialog.getByRole('button', { name: 'Unify now' }).click()
  await expect(dialog.getByText('You may close this')).toBeVisible()
  await expect(dialog.getByText('Done', { exact: true }).first()).toBeVisible({ timeout: 120_000 })
  await dialog.getByRole('button', { name: 'Close' }).last().click()
}

test('a stopped guest is cloned to one of its own name, and a running one says what to do first', async ({
  page,
  guest,
  reseller,
  resellerApi,
}) => {
  test.setTimeout(180_000)
  await signIn(page, reseller)
  await page.goto(`/guests/${guest.id}`)
  const button = page.getByRole('button', { name: 'Clone…' })
  await expect(button).toHaveAttribute('aria-disabled', 'true')
  await mutate(resellerApi, 'guest.stop', { guestId: guest.id })
  await expect(page.getByText('Stopped', { exact: true }).first()).toBeVisible({ timeout: 60_000 })
  await expect(button).not.toHaveAttribute('aria-disabled', 'true')
  await button.click()

  const name = `${guest.name}-b`
  const dialog = page.getByRole('dialog', { name: `Clone ${guest.name}` })
  await dialog.getByLabel('Name of the new guest').fill(name)
  await dialog.getByRole('button', { name: 'Clone guest' }).click()
  await expect(dialog.getByText('Done', { exact: true }).first()).toBeVisible({ timeout: 120_000 })
  await dialog.getByRole('link', { name: `Go to ${name}` }).click()
  await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible()
  const id = new URL(page.url()).pathname.split('/').at(-1) ?? ''
  try {
    expect(await stateOf(resellerApi, id)).toBe('stopped')
    await mutate(resellerApi, 'guest.start', { guestId: id })
    await expect.poll(() => stateOf(resellerApi, id), { timeout: 60_000 }).toBe('running')
  } finally {
    await deleteGuest(resellerApi, { id, name })
  }
})

test('a template is not built from nonsense, and an archive is imported and removed', async ({
  page,
  admin,
}) => {
  await signIn(page, admin)
  await page.goto('/templates')
  const versions = page.getByRole('table', { name: /^Versions of Debian 12/ }).first()
  await expect(versions.getByRole('row', { name: /debian-12\.v\d+/ }).first()).toContainText('Ready')

  await page.getByRole('button', { name: 'New template' }).click()
  const dialog = page.getByRole('dialog', { name: 'New template' })
  await dialog.getByLabel('Name', { exact: true }).fill('../etc')
  await dialog.getByLabel('Made from').selectOption('rsync')
  await dialog.getByLabel('Address').fill('http://example.test/')
  await dialog.getByRole('button', { name: 'Build', exact: true }).click()
  await expect(dialog.getByText(/starts with a letter/)).toBeVisible()
  await expect(dialog.getByText(/An rsync address is/)).toBeVisible()
  await dialog.getByRole('button', { name: 'Cancel' }).click()

  const name = `e2e-${Date.now()}.tar`
  const chosen = { name, mimeType: 'application/x-tar', buffer: Buffer.alloc(10_240) }
  await page.getByLabel('Archive to import').setInputFiles(chosen)
  await expect(page.getByText(`${name} was imported.`)).toBeVisible({ timeout: 30_000 })
  await page.getByRole('button', { name: `Delete archive ${name}` }).click()
  await expect(page.getByText(`${name} was deleted.`)).toBeVisible()
  await expect(page.getByRole('button', { name: `Delete archive ${name}` })).toHaveCount(0)
})

test('on a phone the storage page has no sideways scrolling, and its bars speak', async ({ page, admin }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  await signIn(page, admin)
  await page.goto('/storage')
  const bar = page.getByRole('meter', { name: 'Space in use' })
  await expect(bar).toHaveAttribute('aria-valuetext', /GiB \/ /)
  const wide = await page.evaluate('document.documentElement.scrollWidth - window.innerWidth')
  expect(wide).toBeLessThanOrEqual(0)
})
