import { randomBytes } from 'node:crypto'
import type { Page } from '@playwright/test'
import { expectAccessible } from '../actions/accessibility.ts'
import { openConsole, typeCommand } from '../actions/console.ts'
import {
  addPool,
  adminPage,
  answerFromOutside,
  type Ordered,
  orderGuest,
  serverOf,
  someNetwork,
  takePreset,
} from '../actions/network.ts'
import { signIn } from '../actions/session.ts'
import { deleteGuest, expect, test } from '../fixtures.ts'
import { HOST_ADDRESS } from '../stack/network.ts'
import { query } from '../stack/panel-api.ts'

const PORT = 8080

test('a guest is ordered with an address of a pool, answers from outside, and its firewall shuts and opens it', async ({
  page,
  admin,
  reseller,
  customer,
  resellerApi,
  db,
}) => {
  test.setTimeout(300_000)
  await signIn(page, reseller)
  const ofAdmin = await adminPage(page, admin)
  const needs = { api: resellerApi, db, customerId: customer.accountId }
  const guest = await orderGuest({ admin: ofAdmin, reseller: page }, needs)
  try {
    const card = page.getByRole('region', { name: 'Network', exact: true })
    await expect(card.getByText(guest.address)).toBeVisible({ timeout: 20_000 })
    const shell = await page.context().newPage()
    const screen = await openConsole(shell, guest.id)
    await typeCommand(shell, serverOf('hello', PORT))
    await expect(screen).toContainText('server=0')
    const answer = () => answerFromOutside(guest.address, PORT)
    await expect.poll(answer, { timeout: 30_000 }).toBe('hello')

    await card.getByRole('link', { name: 'Network and firewall' }).click()
    await expect(page.getByRole('heading', { name: `Network of ${guest.name}`, level: 1 })).toBeVisible()
    await expectAccessible(page)
    await takePreset(page, 'Deny all in')
    await expect.poll(answer, { timeout: 30_000 }).toBeNull()
    const rules = page.getByRole('table', { name: /^Rules of the firewall/ })
    await expect(
      rules.getByRole('row', { name: /What else comes in is dropped.*[1-9]\d* packet/ }),
    ).toBeVisible({
      timeout: 20_000,
    })
    await takePreset(page, 'Open')
    await expect.poll(answer, { timeout: 30_000 }).toBe('hello')

    await expectTraffic(page, guest.id)
    await expectOwner(ofAdmin, guest)
  } finally {
    await ofAdmin.context().close()
    await deleteGuest(resellerApi, guest)
  }
})

/** What came in shows as a speed at once, and as traffic of the month when it was booked. */
async function expectTraffic(page: Page, guestId: string): Promise<void> {
  const received = async () => {
    const { data } = await query(page.request, 'traffic.live', { guestId })
    return (data as { in4: { bytes: number } } | null)?.in4.bytes ?? 0
  }
  await expect.poll(received, { timeout: 60_000, intervals: [2_000] }).toBeGreaterThan(0)
  const traffic = page.getByRole('region', { name: 'Traffic', exact: true })
  const booked = traffic.getByRole('table', { name: 'Traffic by month' })
  await expect(booked.getByRole('row').nth(1)).toContainText(/\d B|KiB/, { timeout: 150_000 })
  await expect(traffic.getByText(/ \/ 1 TiB/)).toBeVisible()
}

/** The admin finds whose an address is. */
async function expectOwner(page: Page, { name, address }: Ordered): Promise<void> {
  await page.goto('/addresses')
  await page.getByRole('searchbox', { name: 'Who has this address' }).fill(address)
  await expect(page.getByText(/belongs to/)).toContainText(name)
  await expectAccessible(page)
}

test('rules are ordered by keyboard, taken back, previewed, and refused where they are wrong', async ({
  page,
  admin,
  reseller,
  customer,
  resellerApi,
  db,
}) => {
  test.setTimeout(240_000)
  await signIn(page, reseller)
  const ofAdmin = await adminPage(page, admin)
  const needs = { api: resellerApi, db, customerId: customer.accountId }
  const guest = await orderGuest({ admin: ofAdmin, reseller: page }, needs)
  await ofAdmin.context().close()
  try {
    await page.goto(`/guests/${guest.id}/network`)
    await page.getByRole('button', { name: 'Edit firewall' }).click()
    const editor = page.getByRole('region', { name: 'Firewall editor' })
    await editor.getByRole('button', { name: 'SSH only' }).click()
    const preview = editor.getByRole('region', { name: 'What saving changes' })
    await expect(preview).toContainText('Allow TCP 22 (SSH) in from anybody')
    await editor.getByLabel('Ports of rule 3').focus()
    await page.keyboard.press('Alt+ArrowUp')
    await expect(editor.getByLabel('Ports of rule 2')).toHaveValue('22')
    await expect(editor.getByRole('button', { name: 'Move rule 2 up' })).toBeFocused()
    await editor.getByRole('button', { name: 'Undo' }).click()
    await expect(editor.getByLabel('Ports of rule 3')).toHaveValue('22')

    await editor.getByLabel('Ports of rule 3').fill('99999')
    await expect(editor.getByText(/Write a port from 1 to 65535/)).toBeVisible()
    await expect(editor.getByRole('button', { name: 'Save firewall' })).toHaveAttribute(
      'aria-disabled',
      'true',
    )
    await editor.getByLabel('Ports of rule 3').fill('2222')
    await expect(preview).toContainText('nobody signs in by SSH on port 22')
    await editor.getByRole('button', { name: 'Save firewall' }).click()
    await expect(page.getByText('2222', { exact: false }).first()).toBeVisible({ timeout: 20_000 })
    const { data } = await query(page.request, 'firewall.get', { guestId: guest.id })
    expect((data as { firewall: { rules: unknown[] } }).firewall.rules).toHaveLength(3)
  } finally {
    await deleteGuest(resellerApi, guest)
  }
})

test('a pool that overlaps another is refused with its name, and the host’s own addresses are no guest’s', async ({
  page,
  admin,
}) => {
  test.setTimeout(120_000)
  await signIn(page, admin)
  const mark = randomBytes(3).toString('hex')
  const prefix = someNetwork()
  await addPool(page, { name: `First ${mark}`, prefix })
  await page.getByRole('button', { name: 'New pool' }).first().click()
  const dialog = page.getByRole('dialog', { name: 'New pool' })
  await dialog.getByLabel('Name', { exact: true }).fill(`Second ${mark}`)
  await dialog.getByLabel('Network', { exact: true }).fill(prefix.replace('/28', '/29'))
  await dialog.getByRole('button', { name: 'Create pool' }).click()
  await expect(dialog.getByRole('alert')).toContainText(`First ${mark}`)
  await dialog.getByRole('button', { name: 'Cancel' }).click()

  await page.getByRole('link', { name: `First ${mark}` }).click()
  await page.getByRole('button', { name: 'Delete pool' }).click()
  await expect(page).toHaveURL(/\/addresses$/)
  await expect(page.getByRole('link', { name: `First ${mark}` })).toHaveCount(0)

  await page.goto('/hosts')
  const facts = page.getByRole('region', { name: 'Network', exact: true })
  await expect(facts.getByText('uplink', { exact: true })).toBeVisible({ timeout: 20_000 })
  await expect(facts.getByText(HOST_ADDRESS)).toBeVisible()
})

test('on a phone the network page has no sideways scrolling, and a guest without a network is led on', async ({
  page,
  guest,
  reseller,
}) => {
  test.setTimeout(120_000)
  await page.setViewportSize({ width: 390, height: 844 })
  await signIn(page, reseller)
  await page.goto(`/guests/${guest.id}/network`)
  await expect(page.getByRole('heading', { name: 'No network' })).toBeVisible()
  const wide = await page.evaluate('document.documentElement.scrollWidth - window.innerWidth')
  expect(wide).toBeLessThanOrEqual(0)
  await page.getByRole('button', { name: 'Change network' }).click()
  await expect(page.getByText(/stop it, change the mode/)).toBeVisible()
  await expectAccessible(page)
})
