import { onTestFinished } from 'vitest'
import { readViewer } from '../auth/read-viewer.ts'
import { hearAccess } from '../console/hear-access.ts'
import type { ServiceContext } from '../context.ts'
import { CLOSE } from '../services/console/model.ts'
import { databaseUrl } from './database.ts'
import { letIn, type Tenant, type World } from './world.ts'

type Wire = { world: World; tenant: Tenant; guestId: string }
/** What was opened, and by which sign-ins. */
type Opened = { sessionIds: string[]; consoleIds: string[] }
export type Cause = {
  /** To a browser. */
  code: number
  says: RegExp
  /** Somebody with a right to the guest, for one console. */
  person(wire: Wire): Promise<ServiceContext>
  /** What ends the consoles, done behind the panel's back. */
  act(wire: Wire, opened: Opened): Promise<unknown>
  undo?(wire: Wire, opened: Opened): Promise<unknown>
}

/** The same user with a sign-in of its own. */
async function signedIn({ db }: World, ctx: ServiceContext): Promise<ServiceContext> {
  const session = await db.session.create({
    data: { userId: ctx.viewer.id, token: crypto.randomUUID(), expiresAt: new Date(Date.now() + 3_600_000) },
  })
  const viewer = await readViewer(db, session.id)
  if (!viewer) throw new Error('the session is not there')
  return { ...ctx, viewer }
}
const customer = async ({ tenant }: Wire) => tenant.customer
const support = async ({ world, guestId }: Wire) => {
  await letIn(world, guestId)
  return world.support
}

const banned = (is: boolean) => (wire: Wire) => ofCustomer(wire, { banned: is })
const ofCustomer = ({ world, tenant }: Wire, data: { banned: boolean }) =>
  world.db.user.update({ where: { id: tenant.customer.viewer.id }, data })
const role =
  (name: 'reseller' | 'customer') =>
  ({ world, tenant }: Wire) =>
    world.db.user.update({ where: { id: tenant.reseller.viewer.id }, data: { role: name } })
const action =
  (name: 'suspend' | null) =>
  ({ world, guestId }: Wire) =>
    world.db.trafficMeter.update({ where: { guestId }, data: { action: name } })
const host =
  (hostId: string) =>
  ({ world, guestId }: Wire) =>
    world.db.guest.update({ where: { id: guestId }, data: { hostId } })
const life =
  (name: 'deleted' | 'active') =>
  ({ world, guestId }: Wire) =>
    world.db.guest.update({
      where: { id: guestId },
      data: { life: name, deletedAt: name === 'deleted' ? new Date() : null },
    })

export const CAUSES: Record<string, Cause> = {
  'sign-out': {
    ...{ code: CLOSE.revoked, says: /sign-in was ended/ },
    person: ({ world, tenant }) => signedIn(world, tenant.customer),
    act: ({ world }, { sessionIds }) => world.db.session.deleteMany({ where: { id: { in: sessionIds } } }),
  },
  ban: {
    ...{ code: CLOSE.revoked, says: /sign-in was ended/ },
    person: customer,
    act: banned(true),
    undo: banned(false),
  },
  'role change': {
    ...{ code: CLOSE.notFound, says: /list of guests/ },
    person: async ({ tenant }) => tenant.reseller,
    act: role('customer'),
    undo: role('reseller'),
  },
  'suspension of the guest': {
    ...{ code: CLOSE.ended, says: /suspended/ },
    person: customer,
    act: action('suspend'),
    undo: action(null),
  },
  'consent withdrawn': {
    ...{ code: CLOSE.forbidden, says: /ask for consent/ },
    person: support,
    act: ({ world, guestId }) =>
      world.db.consoleGrant.updateMany({ where: { guestId }, data: { state: 'ended' } }),
  },
  'guest moved': {
    ...{ code: CLOSE.ended, says: /moved to another host/ },
    person: customer,
    act: host('other'),
    undo: host('local'),
  },
  'guest transferred': {
    ...{ code: CLOSE.notFound, says: /list of guests/ },
    person: customer,
    act: async ({ world, guestId }) => {
      const { customerId, resellerId } = await world.tenant()
      return world.db.guest.update({ where: { id: guestId }, data: { customerId, resellerId } })
    },
    undo: ({ world, tenant: { customerId, resellerId }, guestId }) =>
      world.db.guest.update({ where: { id: guestId }, data: { customerId, resellerId } }),
  },
  'guest deleted': {
    ...{ code: CLOSE.notFound, says: /deleted/ },
    person: customer,
    act: life('deleted'),
    undo: life('active'),
  },
  'ended by the owner of the guest': {
    ...{ code: CLOSE.ended, says: /Owner ended this console/ },
    person: customer,
    act: ({ world }, { consoleIds }) =>
      world.db.console.updateMany({ where: { id: { in: consoleIds } }, data: { endedByName: 'Owner' } }),
  },
}

/** The panel's ears on the database, as in its own process. */
async function hearing({ panel }: World): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const listener = hearAccess({
    url: await databaseUrl(),
    logger: panel.logger,
    hear: (news) => {
      panel.consoles.hear(news)
      if (news === 'all') resolve()
    },
  })
  onTestFinished(() => void listener.close())
  await promise
}

const shareOf = (times: readonly number[], share: number): number =>
  times.toSorted((a, b) => a - b)[Math.ceil(share * times.length) - 1] ?? Number.NaN

export const p99Of = (times: readonly number[]): number => shareOf(times, 0.99)

export function figuresOf(name: string, times: readonly number[]): string {
  const at = (share: number) => shareOf(times, share).toFixed(1)
  return `revocation, ${name}, ${times.length} trials: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, max ${at(1)} ms`
}

/** With a guest, and a host, that the causes need. */
export async function prepare(wire: Wire): Promise<void> {
  await wire.world.db.host.create({ data: { id: 'other', name: 'other', socketPath: '/nowhere' } })
  await wire.world.db.trafficMeter.create({ data: { guestId: wire.guestId } })
  await hearing(wire.world)
}
