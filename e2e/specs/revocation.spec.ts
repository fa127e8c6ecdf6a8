import { type APIRequestContext, type Browser, type Page, request as requests } from '@playwright/test'
import type { Db } from '@vserver/db'
import { createConsent, createCustomer, type Seeded, type SeededTenant } from '@vserver/db/seed'
import { openConsole } from '../actions/console.ts'
import { signIn } from '../actions/session.ts'
import { expect, type Guest, test } from '../fixtures.ts'
import { ORIGIN } from '../stack/instance.ts'
import { mutate, signInByApi, signOutByApi } from '../stack/panel-api.ts'

const WITHIN_MS = 1000
/** Long after everything is asked again: it stays open. */
const STAYS_MS = 30_000
const EXPIRES_MS = 1500

type Stage = {
  db: Db
  guest: Guest
  customer: SeededTenant
  reseller: SeededTenant
  resellerApi: APIRequestContext
  /** The same customer on another device. */
  otherDevice: APIRequestContext
  /** The window with the console. */
  page: Page
}

type Cause = {
  who: 'customer' | 'support' | 'reseller'
  says: RegExp
  /** Resolves when it was done; later than that the moment it takes effect, in ms since the epoch. */
  act(stage: Stage): Promise<unknown>
  undo?(stage: Stage): Promise<unknown>
}

const SIGNED_OUT = /Your sign-in was ended/
const NEW_PASSWORD = 'four other quiet words'

const done = async (answer: Promise<{ status: number; message: string | null }>) => {
  const { status, message } = await answer
  expect(status, `${message}`).toBe(200)
}
const ofCustomer = ({ db, customer }: Stage, data: { banned?: boolean; accountRoleId?: string | null }) =>
  db.user.update({ where: { id: customer.userId }, data })
const ofGuest = (
  { db, guest }: Stage,
  data: { hostId?: string; life?: 'active' | 'deleted'; deletedAt?: Date | null },
) => db.guest.update({ where: { id: guest.id }, data })
const givenTo = ({ resellerApi, guest }: Stage, customerId: string) =>
  done(mutate(resellerApi, 'guest.transfer', { guestId: guest.id, customerId }))
const password = ({ otherDevice }: Stage, current: string, next: string) =>
  done(mutate(otherDevice, 'me.changePassword', { current, next }))
const byTraffic = ({ db, guest }: Stage, action: 'suspend' | null) =>
  db.trafficMeter.update({ where: { guestId: guest.id }, data: { action } })
const elsewhere = ({ id }: Guest) => `elsewhere-${id}`

const CAUSES: Record<string, Cause> = {
  // First: a guest that is transferred keeps no consent.
  'consent withdrawn': {
    ...{ who: 'support', says: /has not let you in/ },
    act: async ({ db, guest, otherDevice }) => {
      const { id } = await db.consoleGrant.findFirstOrThrow({
        where: { guestId: guest.id, state: 'granted' },
      })
      await done(mutate(otherDevice, 'consent.withdraw', { guestId: guest.id, grantId: id }))
    },
    undo: ({ db, guest }) => createConsent(db, guest.id),
  },
  'consent over': {
    ...{ who: 'support', says: /has not let you in/ },
    act: async ({ db, guest }) => {
      const expiresAt = new Date(Date.now() + EXPIRES_MS)
      await db.consoleGrant.updateMany({
        where: { guestId: guest.id, state: 'granted' },
        data: { expiresAt },
      })
      return expiresAt.getTime()
    },
  },
  'sign-out in another tab': {
    ...{ who: 'customer', says: SIGNED_OUT },
    act: ({ page }) => signOutByApi(page.request),
  },
  'sign-in taken from the list on another device': {
    ...{ who: 'customer', says: SIGNED_OUT },
    act: ({ otherDevice }) => done(mutate(otherDevice, 'me.revokeOtherSessions', undefined)),
  },
  'password changed on another device': {
    ...{ who: 'customer', says: SIGNED_OUT },
    act: (stage) => password(stage, stage.customer.password, NEW_PASSWORD),
    undo: (stage) => password(stage, NEW_PASSWORD, stage.customer.password),
  },
  'user disabled': {
    ...{ who: 'customer', says: SIGNED_OUT },
    act: (stage) => ofCustomer(stage, { banned: true }),
    undo: (stage) => ofCustomer(stage, { banned: false }),
  },
  'role without the console': {
    ...{ who: 'customer', says: /Your role does not allow this/ },
    act: async (stage) => {
      const { id } = await stage.db.accountRole.findFirstOrThrow({
        where: { accountId: stage.customer.accountId },
      })
      await ofCustomer(stage, { accountRoleId: id })
    },
    undo: (stage) => ofCustomer(stage, { accountRoleId: null }),
  },
  'guest suspended for its traffic': {
    ...{ who: 'customer', says: /The guest is suspended/ },
    act: (stage) => byTraffic(stage, 'suspend'),
    undo: (stage) => byTraffic(stage, null),
  },
  'guest transferred': {
    ...{ who: 'customer', says: /list of guests/ },
    act: async (stage) => {
      const others = { parentId: stage.reseller.accountId, id: { not: stage.customer.accountId } }
      const { id } = await stage.db.account.findFirstOrThrow({ where: others })
      await givenTo(stage, id)
    },
    undo: (stage) => givenTo(stage, stage.customer.accountId),
  },
  'guest moved to another host': {
    ...{ who: 'customer', says: /moved to another host/ },
    act: (stage) => ofGuest(stage, { hostId: elsewhere(stage.guest) }),
    undo: (stage) => ofGuest(stage, { hostId: 'local' }),
  },
  'guest deleted': {
    ...{ who: 'customer', says: /deleted|list of guests/ },
    act: (stage) => ofGuest(stage, { life: 'deleted', deletedAt: new Date() }),
    undo: (stage) => ofGuest(stage, { life: 'active', deletedAt: null }),
  },
  'ended by the owner of the guest': {
    ...{ who: 'reseller', says: /ended this console/ },
    act: async ({ db, guest, reseller, otherDevice }) => {
      const open = { guestId: guest.id, userId: reseller.userId, closedAt: null }
      const { id } = await db.console.findFirstOrThrow({ where: open, orderBy: { openedAt: 'desc' } })
      await done(mutate(otherDevice, 'console.end', { guestId: guest.id, consoleId: id }))
    },
  },
}

test('a console that is open in a browser closes within a second and says why, whatever takes the right to it', async ({
  browser,
  db,
  guest,
  customer,
  reseller,
  resellerApi,
  support,
}) => {
  test.setTimeout(400_000)
  await createConsent(db, guest.id)
  await db.trafficMeter.upsert({ where: { guestId: guest.id }, create: { guestId: guest.id }, update: {} })
  await db.host.create({ data: { id: elsewhere(guest), name: 'elsewhere', socketPath: '/nowhere' } })
  await db.accountRole.create({
    data: { accountId: customer.accountId, name: 'Reader', permissions: ['guest.read'] },
  })
  const neighbour = { name: 'Neighbour', email: `${guest.name}@example.test`, password: NEW_PASSWORD }
  await createCustomer(db, { ...neighbour, resellerId: reseller.accountId })
  const people = { customer, reseller, support }
  const windows = new Map<string, Page>()
  const times: string[] = []
  for (const [name, cause] of Object.entries(CAUSES))
    await test.step(name, async () => {
      const page = windows.get(cause.who) ?? (await windowOf(browser))
      windows.set(cause.who, page)
      await signIn(page, people[cause.who])
      const otherDevice = await deviceOf(customer)
      await openConsole(page, guest.id)
      const stage = { db, guest, customer, reseller, resellerApi, otherDevice, page }
      const ms = await timeOf(cause, stage)
      times.push(`${name}: ${ms} ms`)
      await cause.undo?.(stage)
      await otherDevice.dispose()
      expect(ms, name).toBeLessThan(WITHIN_MS)
    })
  process.stdout.write(`${times.join('\n')}\n`)
  await db.host.delete({ where: { id: elsewhere(guest) } })
})

async function windowOf(browser: Browser): Promise<Page> {
  return (await browser.newContext({ baseURL: ORIGIN })).newPage()
}

async function deviceOf(person: Seeded): Promise<APIRequestContext> {
  const device = await requests.newContext({ baseURL: ORIGIN })
  await signInByApi(device, person)
  return device
}

/** From the act to the moment when the page has the reason in it, by the page's own clock. */
async function timeOf({ act, says }: Cause, stage: Stage): Promise<number> {
  const shown = stage.page.evaluate<number>(seeReason(says))
  // After this answer it is certain that the page looks.
  await stage.page.evaluate('0')
  const beganMs = Date.now()
  const result = await act(stage)
  const shownMs = await shown
  return Math.round(shownMs - (typeof result === 'number' ? result : beganMs))
}

/** Runs in the page: when it shows no console any more, and the reason. */
const seeReason = ({ source }: RegExp) => `new Promise((resolve, reject) => {
  const look = () => {
    const text = document.body.innerText
    if (!text.includes('Connected') && new RegExp(${JSON.stringify(source)}).test(text)) resolve(Date.now())
  }
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true, characterData: true })
  setTimeout(() => reject(new Error('The page does not say why.')), ${STAYS_MS})
})`
