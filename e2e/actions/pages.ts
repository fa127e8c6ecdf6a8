import type { APIRequestContext, Browser } from '@playwright/test'
import type { Db } from '@vserver/db'
import { createConsent } from '@vserver/db/seed'
import { expect, type Guest } from '../fixtures.ts'
import { ORIGIN } from '../stack/instance.ts'
import { mutate, type Person } from '../stack/panel-api.ts'
import { openConsole, typeCommand } from './console.ts'
import { signIn } from './session.ts'

/** The pages of a role; of nobody those before signing in. */
export type Tour = { role: string; who: Person | null; addresses: string[] }
type People = { admin: Person; reseller: Person; customer: Person; support: Person }
type Things = { operation: string; batch: string; recording: string }

const SIGNED_OUT = ['/sign-in', '/forgot', '/reset', '/invitation', '/email']
const EVERYONE = ['/', '/guests', '/operations', '/alerts', '/audit', '/account', '/api-docs']
const SELLER = [
  ...['/customers', '/plans', '/planner', '/ledger', '/team'],
  ...['/guests/new', '/guests/new/several', '/guests/bin'],
]
const HOUSE = ['/resellers', '/hosts', '/storage', '/addresses', '/templates']

type Preparation = { browser: Browser; db: Db; people: People; guest: Guest; resellerApi: APIRequestContext }

/** Every page that each role has, those of one guest and of what was done to it among them. */
export async function prepareTours(preparation: Preparation): Promise<Tour[]> {
  const { db, people, guest } = preparation
  const things = await prepareThings(preparation)
  const at = `/guests/${guest.id}`
  const ofGuest = [at, ...['history', 'network', 'console', 'recordings'].map((part) => `${at}/${part}`)]
  const done = [`/operations/${things.operation}`, `/batches/${things.batch}`]
  const recording = `${at}/recordings/${things.recording}`
  const host = await db.host.findFirstOrThrow()
  const pools = await db.addressPool.findMany({ take: 1 })
  const { admin, reseller, customer, support } = people
  const adminsOwn = [...HOUSE, `/hosts/${host.id}`, ...pools.map(({ id }) => `/addresses/${id}`)]
  return [
    { role: 'nobody', who: null, addresses: SIGNED_OUT },
    {
      role: 'customer',
      who: customer,
      addresses: [...EVERYONE, ...ofGuest, recording, '/team', '/console-test', '/guests/no-such-guest'],
    },
    { role: 'reseller', who: reseller, addresses: [...EVERYONE, ...SELLER, ...ofGuest, ...done] },
    { role: 'admin', who: admin, addresses: [...EVERYONE, ...SELLER, ...ofGuest, ...adminsOwn] },
    {
      role: 'support',
      who: support,
      addresses: [...EVERYONE, ...ofGuest, recording, '/customers', '/addresses'],
    },
  ]
}

/** An operation, the same act on several guests and a recorded console, to look at. */
async function prepareThings(preparation: Preparation): Promise<Things> {
  const { db, guest, resellerApi } = preparation
  const order = { kind: 'restart', guestIds: [guest.id], requestKey: crypto.randomUUID() }
  const started = await mutate(resellerApi, 'batch.start', order)
  expect(started, `${started.message}`).toMatchObject({ status: 200 })
  const batch = await db.batch.findFirstOrThrow({ orderBy: { createdAt: 'desc' } })
  const hasEnded = async () => (await db.batch.findUniqueOrThrow({ where: { id: batch.id } })).state
  await expect.poll(hasEnded, { timeout: 60_000 }).toBe('done')
  const operation = await db.operation.findFirstOrThrow({
    where: { guestId: guest.id },
    orderBy: { startedAt: 'desc' },
  })
  return { operation: operation.id, batch: batch.id, recording: await recordConsole(preparation) }
}

async function recordConsole({ browser, db, people, guest }: Preparation): Promise<string> {
  await createConsent(db, guest.id)
  const page = await browser.newPage({ baseURL: ORIGIN })
  await signIn(page, people.support)
  const screen = await openConsole(page, guest.id)
  await typeCommand(page, 'uptime; df -h /; echo seen-$((40+2))')
  await expect(screen).toContainText('seen-42')
  await typeCommand(page, 'exit')
  const ended = () => db.recording.findFirst({ where: { guestId: guest.id, ending: { not: null } } })
  await expect.poll(async () => (await ended())?.ending, { timeout: 15_000 }).toBe('exit')
  await page.context().close()
  return (await ended())?.id ?? ''
}
