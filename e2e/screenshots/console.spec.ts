import path from 'node:path'
import { type APIRequestContext, type Browser, type Page, request as requests } from '@playwright/test'
import type { Db } from '@vserver/db'
import { createAdmin, createCustomer, createReseller, createSupport } from '@vserver/db/seed'
import { openConsole, typeCommand } from '../actions/console.ts'
import { signIn } from '../actions/session.ts'
import { deleteGuest, expect, stateOf, test } from '../fixtures.ts'
import { REPOSITORY } from '../stack/command.ts'
import { ORIGIN } from '../stack/instance.ts'
import { mutate, type Person, signInByApi } from '../stack/panel-api.ts'

const GIB = 1024 ** 3
const PASSWORD = 'three quiet words'
const SETTLE_MS = 1500
const DESK = { width: 1280, height: 860 }
const PHONE = { width: 390, height: 844 }
/** Where all of them go, also dark and on a phone; without it only those of docs/consoles.md are taken. */
const DIRECTORY = process.env.VSERVER_PICTURES
const IN_DOCS = new Set(['consent', 'mirror', 'replay', 'break-glass'])

type Stage = { browser: Browser; db: Db; guestId: string; people: People }
type People = Record<'owner' | 'support' | 'admin', Person>

test('the pictures of docs/consoles.md', async ({ browser, db }) => {
  const { people, api, guestId } = await sell(db)
  const stage = { browser, db, guestId, people }
  try {
    await takeConsent(stage)
    await takeReplay(stage)
    await takeBreakGlass(stage)
    await takeOwn(stage)
  } finally {
    await deleteGuest(api, { id: guestId, name: 'shop' })
    await api.dispose()
  }
})

async function sell(db: Db): Promise<{ people: People; api: APIRequestContext; guestId: string }> {
  const mark = crypto.randomUUID().slice(0, 4)
  const person = (name: string, who: string) => ({
    name,
    email: `${who}.${mark}@northwind.example`,
    password: PASSWORD,
  })
  const allowances = { guests: 2, memoryBytes: 4 * GIB, cpuMillicores: 4000 }
  const reseller = await createReseller(db, { ...person('Northwind Hosting', 'sales'), allowances })
  const owner = await createCustomer(db, {
    ...person('Lindgren Bakery', 'anna'),
    resellerId: reseller.accountId,
  })
  const support = await createSupport(db, person('Sam Support', 'sam'))
  const admin = await createAdmin(db, person('Ada Admin', 'ada'))
  const api = await requests.newContext({ baseURL: ORIGIN })
  await signInByApi(api, reseller)
  const order = { name: 'shop', customerId: owner.accountId, planId: 'plan-m', templateId: 'debian-12' }
  const created = await mutate(api, 'guest.create', { ...order, requestKey: crypto.randomUUID() })
  expect(created, `${created.message}`).toMatchObject({ status: 200 })
  const { guestId } = created.data as { guestId: string }
  await expect.poll(() => stateOf(api, guestId), { timeout: 60_000 }).toBe('running')
  return { people: { owner, support, admin }, api, guestId }
}

/** Support asks, the owner lets it in and watches. */
async function takeConsent({ browser, guestId, people }: Stage): Promise<void> {
  const helper = await windowOf(browser, people.support)
  await helper.goto(`/guests/${guestId}/console`)
  await helper.getByRole('button', { name: 'Ask for consent' }).click()
  await helper.getByLabel('Reason').fill('The mail queue does not move since Sunday.')
  await helper.getByLabel('For how long').selectOption('15')
  await picture(helper, 'ask')
  await helper.getByRole('button', { name: 'Ask the owner' }).click()
  const owner = await windowOf(browser, people.owner)
  await owner.goto(`/guests/${guestId}`)
  await expect(owner.getByText(/asks to enter for 15 min/).first()).toBeVisible()
  await picture(owner, 'consent')
  await owner.getByRole('button', { name: 'Allow' }).first().click()
  await expect(helper.getByText('Connected', { exact: true })).toBeVisible({ timeout: 20_000 })
  await typeCommand(
    helper,
    'clear; uptime; df -h / | tail -1; systemctl is-system-running; ls -l /var/log | head -6',
  )
  await picture(helper, 'support')
  await owner.goto(`/guests/${guestId}`)
  const consoles = owner.getByRole('list', { name: 'Open consoles' })
  await consoles
    .getByRole('link', { name: /^Watch/ })
    .first()
    .click()
  await expect(owner.getByText('You only watch')).toBeVisible()
  await picture(owner, 'mirror')
  await typeCommand(helper, 'exit')
  await expect(helper.getByText(/The shell has ended/)).toBeVisible()
  await picture(helper, 'ended')
  await picture(owner, 'mirror-ended')
  await owner.context().close()
  await helper.context().close()
}

async function takeReplay({ browser, db, guestId, people }: Stage): Promise<void> {
  const ended = () => db.recording.findFirst({ where: { guestId, ending: { not: null } } })
  await expect.poll(async () => (await ended())?.ending, { timeout: 15_000 }).toBe('exit')
  const owner = await windowOf(browser, people.owner)
  await owner.goto(`/guests/${guestId}/recordings`)
  await owner
    .getByRole('link', { name: /\(support\)/ })
    .first()
    .click()
  await owner.getByRole('button', { name: '8×' }).click()
  await owner.getByRole('button', { name: 'Play', exact: true }).click()
  await expect(owner.locator('.xterm-rows')).toContainText('running', { timeout: 30_000 })
  await picture(owner, 'replay')
  await owner.context().close()
}

/** Without the owner, by two. */
async function takeBreakGlass({ browser, db, guestId, people }: Stage): Promise<void> {
  await db.consoleGrant.deleteMany({ where: { guestId } })
  const helper = await windowOf(browser, people.support)
  await helper.goto(`/guests/${guestId}`)
  await helper.getByRole('button', { name: 'Break-glass' }).click()
  await helper.getByLabel('Reason').fill('It attacks another network, and its owner does not answer.')
  await helper.getByLabel('For how long').selectOption('15')
  await helper.getByRole('button', { name: 'Ask a second person' }).click()
  await expect(helper.getByText(/wants to enter without consent/)).toBeVisible()
  const second = await windowOf(browser, people.admin)
  await second.goto('/')
  await expect(second.getByText(/It attacks another network/)).toBeVisible()
  await picture(second, 'break-glass')
  await second.getByRole('button', { name: 'Agree' }).first().click()
  await openConsole(helper, guestId)
  const owner = await windowOf(browser, people.owner)
  await owner.goto(`/guests/${guestId}`)
  await expect(owner.getByText(/entered without consent/).first()).toBeVisible()
  await picture(owner, 'break-glass-owner')
  for (const one of [owner, second, helper]) await one.context().close()
}

/** What the owner of a guest meets in its own console. */
async function takeOwn({ browser, guestId, people }: Stage): Promise<void> {
  if (!DIRECTORY) return
  const owner = await windowOf(browser, people.owner)
  await openConsole(owner, guestId)
  await picture(owner, 'own')
  await owner.getByRole('button', { name: 'Paste several lines' }).click()
  await owner.getByRole('dialog').getByRole('textbox').fill('apt-get update\napt-get --yes upgrade\nreboot')
  await picture(owner, 'paste')
  await owner.keyboard.press('Escape')
  await owner.goto('/console-test')
  await owner.getByRole('button', { name: 'Test now' }).click()
  await expect(owner.getByText('Why a console closes arrives here.')).toBeVisible()
  await picture(owner, 'self-test')
  await owner.context().close()
}

async function windowOf(browser: Browser, who: Person): Promise<Page> {
  const page = await (await browser.newContext({ baseURL: ORIGIN, viewport: DESK })).newPage()
  await signIn(page, who)
  return page
}

async function picture(page: Page, name: string): Promise<void> {
  if (IN_DOCS.has(name)) {
    await page.waitForTimeout(SETTLE_MS)
    await page.screenshot({ path: path.join(REPOSITORY, 'docs/screenshots', `console-${name}.png`) })
  }
  if (!DIRECTORY) return
  await take(page, `${name}-light`)
  await page.emulateMedia({ colorScheme: 'dark' })
  await take(page, `${name}-dark`)
  await page.setViewportSize(PHONE)
  await take(page, `${name}-phone`)
  await page.emulateMedia({ colorScheme: 'light' })
  await page.setViewportSize(DESK)
}

async function take(page: Page, name: string): Promise<void> {
  await page.waitForTimeout(SETTLE_MS)
  await page.screenshot({ path: path.join(DIRECTORY ?? '', `${name}.png`) })
}
