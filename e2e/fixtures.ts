import { randomBytes } from 'node:crypto'
import { type APIRequestContext, test as base, expect, request as requests } from '@playwright/test'
import type { Db } from '@vserver/db'
import {
  createAdmin,
  createCustomer,
  createPlan,
  createReseller,
  createSupport,
  type Seeded,
  type SeededTenant,
} from '@vserver/db/seed'
import { openDatabase } from './stack/database.ts'
import { ORIGIN } from './stack/instance.ts'
import { mutate, query, signInByApi } from './stack/panel-api.ts'

const GIB = 1024 ** 3
/** Milliseconds between looks at what each test waits for. */
const SOON = [200]

export type Guest = { id: string; name: string; hostName: string }

type TestFixtures = {
  /** Windows that a test opened beside its own would go on asking the panel while later tests run. */
  otherWindows: undefined
  reseller: SeededTenant
  customer: SeededTenant
  /** Of another reseller: must never learn of the first one's guests. */
  stranger: SeededTenant
  support: Seeded
  admin: Seeded
  /** Requests with the reseller's session, no browser. */
  resellerApi: APIRequestContext
  /** A running Debian guest of `customer`. */
  guest: Guest
}

export const test = base.extend<TestFixtures, { db: Db }>({
  otherWindows: [
    async ({ browser }, use) => {
      await use(undefined)
      await Promise.all(browser.contexts().map((context) => context.close()))
    },
    { auto: true },
  ],
  db: [
    // biome-ignore lint/correctness/noEmptyPattern: the shape that Playwright asks for
    async ({}, use) => {
      const db = openDatabase()
      await use(db)
      await db.$disconnect()
    },
    { scope: 'worker' },
  ],
  reseller: async ({ db }, use) => {
    const allowances = { guests: 4, memoryBytes: 4 * GIB, cpuMillicores: 4000 }
    await use(await createReseller(db, { ...person('reseller'), allowances }))
  },
  customer: async ({ db, reseller }, use) => {
    await use(await createCustomer(db, { ...person('customer'), resellerId: reseller.accountId }))
  },
  stranger: async ({ db }, use) => {
    const allowances = { guests: 1, memoryBytes: GIB, cpuMillicores: 1000 }
    const other = await createReseller(db, { ...person('rival'), allowances })
    await use(await createCustomer(db, { ...person('stranger'), resellerId: other.accountId }))
  },
  support: async ({ db }, use) => use(await createSupport(db, person('support'))),
  admin: async ({ db }, use) => use(await createAdmin(db, person('admin'))),
  resellerApi: async ({ reseller }, use) => {
    const api = await requests.newContext({ baseURL: ORIGIN })
    await signInByApi(api, reseller)
    await use(api)
    await api.dispose()
  },
  guest: [
    async ({ db, resellerApi, customer }, use) => {
      const guest = await createGuest(db, resellerApi, customer)
      await use(guest)
      await deleteGuest(resellerApi, guest)
    },
    { timeout: 150_000 },
  ],
})

export { expect }

function person(role: string) {
  const mark = randomBytes(4).toString('hex')
  const name = `${role.charAt(0).toUpperCase()}${role.slice(1)} ${mark}`
  return { name, email: `${role}-${mark}@example.test`, password: randomBytes(12).toString('base64url') }
}

/** As S, but without a disk limit, so that the guest's files are an overlay on every machine. */
async function planOf(db: Db, customer: SeededTenant): Promise<{ id: string }> {
  const { parentId } = await db.account.findUniqueOrThrow({ where: { id: customer.accountId } })
  const limits = { memoryBytes: GIB / 2, cpuMillicores: 500, processes: 256 }
  return createPlan(db, { name: 'Endless', ...limits, accountId: parentId ?? customer.accountId })
}

async function createGuest(db: Db, api: APIRequestContext, customer: SeededTenant): Promise<Guest> {
  const name = `web-${randomBytes(3).toString('hex')}`
  const plan = await planOf(db, customer)
  const input = {
    name,
    customerId: customer.accountId,
    planId: plan.id,
    templateId: 'debian-12',
    requestKey: randomBytes(8).toString('hex'),
  }
  const created = await mutate(api, 'guest.create', input)
  expect(created, `guest.create: ${created.message}`).toMatchObject({ status: 200 })
  const { guestId } = created.data as { guestId: string }
  await waitRunning(api, guestId)
  const { hostName } = await db.guest.findUniqueOrThrow({ where: { id: guestId } })
  return { id: guestId, name, hostName }
}

/** A failed create is told with its own sentence, not with a time-out. */
async function waitRunning(api: APIRequestContext, guestId: string): Promise<void> {
  await expect
    .poll(() => stateOf(api, guestId), { timeout: 30_000, intervals: SOON })
    .toMatch(/running|failed|NOT_FOUND/)
  if ((await stateOf(api, guestId)) === 'running') return
  const operations = await query(api, 'operation.list')
  throw new Error(`The guest does not run: ${JSON.stringify(operations.data).slice(0, 500)}`)
}

/** Asks again while the guest is busy with something else. Returns when the guest is gone. */
export async function deleteGuest(api: APIRequestContext, guest: Pick<Guest, 'id' | 'name'>): Promise<void> {
  const input = { guestId: guest.id, confirmName: guest.name }
  const state = () => stateOf(api, guest.id)
  await expect(async () => {
    await mutate(api, 'guest.delete', input)
    await expect.poll(state, { timeout: 5_000, intervals: SOON }).toBe('NOT_FOUND')
  }).toPass({ timeout: 100_000 })
}

export async function stateOf(api: APIRequestContext, guestId: string): Promise<string | null> {
  const found = await query(api, 'guest.get', { guestId })
  return found.code ?? (found.data as { state: string }).state
}
