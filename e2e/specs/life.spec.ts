import { execFileSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import path from 'node:path'
import type { Page } from '@playwright/test'
import { signIn } from '../actions/session.ts'
import { expect, test } from '../fixtures.ts'
import { DATA_DIR, ORIGIN } from '../stack/instance.ts'

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
  await suspend(page, /^Throttle/)
  await expect(page.getByText(/^Throttled by/)).toBeVisible()
  await suspend(page, /^Stop/)

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

test('an archived guest has its files off the disk, and gets back exactly those when it is lifted', async ({
  page,
  browser,
  reseller,
  customer,
  guest,
}) => {
  test.setTimeout(300_000)
  const data = path.join(DATA_DIR, 'storage', 'guests', guest.hostName, 'data')
  const archive = path.join(path.dirname(data), 'archive')
  await signIn(page, reseller)
  await page.goto(`/guests/${guest.id}`)
  await suspend(page, /^Stop/)
  await expect(page.getByRole('button', { name: 'Start', exact: true })).toBeVisible({ timeout: 60_000 })
  const before = listFiles(data)
  expect(before.length).toBeGreaterThan(20)

  await suspend(page, /^Archive/)
  await expect(page.getByText(/^Archived by/)).toBeVisible()
  await expect.poll(() => existsSync(data), { timeout: 120_000 }).toBe(false)
  expect(statSync(archive).size).toBeGreaterThan(0)
  const owner = await (await browser.newContext({ baseURL: ORIGIN })).newPage()
  await signIn(owner, customer)
  await owner.goto(`/guests/${guest.id}`)
  await expect(owner.getByText(/its files are packed away until this is lifted/)).toBeVisible()
  const start = owner.getByRole('button', { name: 'Start', exact: true })
  await expect(start).toHaveAttribute('aria-disabled', 'true', { timeout: 60_000 })
  await owner.goto(`/guests/${guest.id}/console`)
  await expect(owner.getByText(/Its files are packed away/).first()).toBeVisible()
  await owner.context().close()

  // A rung lower it is down and has its files, so that they can be looked at before it runs.
  await suspend(page, /^Stop/)
  await expect.poll(() => existsSync(archive), { timeout: 120_000 }).toBe(false)
  expect(listFiles(data)).toEqual(before)

  await suspend(page, /^Archive/)
  await expect.poll(() => existsSync(data), { timeout: 120_000 }).toBe(false)
  await page.getByRole('button', { name: 'Lift' }).click()
  await expect(page.getByRole('button', { name: 'Stop', exact: true })).toBeVisible({ timeout: 120_000 })
  expect(existsSync(archive)).toBe(false)
  await expect(page.getByText(/^Archived by/)).toHaveCount(0)
})

/** Type, mode, owner, links, time and content of each file. */
function listFiles(root: string): string[] {
  const found = execFileSync('find', [root, '-mindepth', '1', '-printf', '%P %y %m %U %G %n %T@ %l\\n'], {
    encoding: 'utf8',
    maxBuffer: 64 << 20,
  })
  const sums = execFileSync('find', ['.', '-type', 'f', '-exec', 'sha256sum', '{}', '+'], {
    ...{ cwd: root, encoding: 'utf8', maxBuffer: 64 << 20 },
  })
  return [...found.split('\n'), ...sums.split('\n')].filter(Boolean).sort()
}

async function suspend(page: Page, step: RegExp): Promise<void> {
  await page.getByRole('button', { name: 'More actions' }).click()
  await page.getByRole('menuitem', { name: 'Suspend…' }).click()
  const dialog = page.getByRole('dialog', { name: /^Suspend/ })
  const option = dialog.getByLabel('Step').locator('option', { hasText: step })
  await dialog.getByLabel('Step').selectOption({ label: (await option.textContent()) ?? '' })
  await dialog.getByLabel('Reason').fill('The invoice of May is open.')
  await dialog.getByRole('button', { name: 'Suspend' }).click()
  await expect(dialog).toHaveCount(0)
}
