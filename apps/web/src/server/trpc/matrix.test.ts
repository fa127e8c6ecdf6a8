import { expect, test } from 'vitest'
import type { ServiceContext } from '../context.ts'
import { PERMISSIONS } from '../policy.ts'
import { type Cast, createCast, VIEWERS, type ViewerName } from '../testing/cast.ts'
import { codeOfCall, type Procedure, procedures } from '../testing/procedures.ts'
import { as, letIn, sellGuest } from '../testing/world.ts'

/** Objects of one scope: whose they can be, and who else finds them. */
type Objects = {
  owners: readonly ViewerName[]
  make(cast: Cast, owner: ServiceContext): Promise<object>
  finds(owner: ViewerName, viewer: ViewerName): boolean
}

const days = (count: number) => new Date(Date.now() + count * 86_400_000)
const staff = ['admin', 'support']
const isSame = (owner: ViewerName, viewer: ViewerName) => owner === viewer
/** The users of one customer; of all others there is one. */
const isOneAccount = (owner: ViewerName, viewer: ViewerName) =>
  owner === viewer || [owner, viewer].every((one) => one === 'customer' || one === 'colleague')
const isOneTeam = (owner: ViewerName, viewer: ViewerName) =>
  isOneAccount(owner, viewer) || [owner, viewer].every((one) => staff.includes(one))
const isOfGuest = (_: ViewerName, viewer: ViewerName) =>
  [...staff, 'reseller', 'customer', 'colleague'].includes(viewer)

async function sell({ world, tenant }: Cast): Promise<string> {
  const guestId = await sellGuest(world, tenant, `web-${crypto.randomUUID().slice(0, 8)}`)
  await letIn(world, guestId)
  return guestId
}

const SCOPES: Record<string, Objects> = {
  guest: { owners: ['customer'], finds: isOfGuest, make: async (cast) => ({ guestId: await sell(cast) }) },
  operation: {
    owners: ['customer'],
    finds: isOfGuest,
    make: async (cast) => as(cast.people.customer).guest.start({ guestId: await sell(cast) }),
  },
  host: {
    owners: ['admin'],
    finds: () => true,
    make: async () => ({ hostId: 'local' }),
  },
  customer: {
    owners: ['reseller'],
    finds: isSame,
    make: async ({ world }, { viewer }) => {
      const account = {
        parentId: viewer.accountId,
        name: 'New',
        email: `${crypto.randomUUID()}@example.test`,
      }
      const { id } = await world.db.account.create({ data: { kind: 'customer', ...account } })
      return { customerId: id }
    },
  },
  plan: {
    owners: ['admin', 'reseller'],
    finds: isSame,
    make: async (_, owner) => {
      const limit = { memoryBytes: 2 ** 25, cpuMillicores: 10, cpuWeight: 100, processes: 16 }
      const { id } = await as(owner).plan.create({ name: crypto.randomUUID(), limit })
      return { planId: id }
    },
  },
  batch: {
    owners: ['reseller', 'customer'],
    finds: (owner, viewer) => viewer === 'admin' || isOneAccount(owner, viewer),
    make: async (cast, owner) =>
      as(owner).batch.start({
        kind: 'stop',
        guestIds: [await sell(cast)],
        requestKey: crypto.randomUUID(),
      }),
  },
  alertRule: {
    owners: ['admin', 'support', 'reseller', 'customer'],
    finds: isSame,
    make: async ({ world }, { viewer }) => {
      const rule = { name: 'Memory', subject: 'memoryShare', threshold: 0.9, clearBelow: 0.8, forSeconds: 60 }
      const { id } = await world.db.alertRule.create({ data: { ...rule, email: true, userId: viewer.id } })
      return { ruleId: id }
    },
  },
  view: {
    owners: ['admin', 'support', 'reseller', 'customer'],
    finds: isSame,
    make: async ({ world }, { viewer }) => {
      const name = crypto.randomUUID()
      const view = { name, nameKey: name, page: 'guests', filters: {}, userId: viewer.id }
      const { id } = await world.db.savedView.create({ data: view })
      return { viewId: id }
    },
  },
  member: {
    owners: ['admin', 'reseller', 'customer'],
    finds: isOneTeam,
    make: async ({ world }, owner) => ({ userId: (await world.member(owner)).viewer.id }),
  },
  role: {
    owners: ['reseller', 'customer'],
    finds: isOneAccount,
    make: async ({ world }, { viewer }) => {
      const role = { accountId: viewer.accountId ?? '', name: crypto.randomUUID(), permissions: [] }
      return { roleId: (await world.db.accountRole.create({ data: role })).id }
    },
  },
  invitation: {
    owners: ['admin', 'reseller', 'customer'],
    finds: isOneTeam,
    make: async ({ world }, { viewer }) => {
      const { accountId, role: rank } = viewer
      const word = crypto.randomUUID()
      const by = { invitedById: viewer.id, invitedByName: viewer.name }
      const to = { email: `${word}@example.test`, hash: word, expiresAt: days(1), guestIds: [] }
      const { id } = await world.db.invitation.create({ data: { ...to, ...by, rank, accountId } })
      return { invitationId: id }
    },
  },
}

/** Nothing beside the object is said, so a procedure that found it refuses the rest, or acts. */
function verdictOf(code: string, { meta }: Procedure): string {
  const refused = ['UNAUTHORIZED', 'FORBIDDEN', ...(meta.scope in SCOPES ? ['NOT_FOUND'] : [])]
  return refused.includes(code) ? code : 'found'
}
const isGranted = ({ meta }: Procedure, { viewer }: ServiceContext) =>
  (PERMISSIONS[meta.permission] as readonly string[]).includes(viewer.role)

type Outcome = { counts: Record<string, number>; faults: string[] }
/** An object of one scope and owner for all who do not act on it. */
type Shared = (scope: string, owner: ViewerName) => Promise<object>

function shareObjects(cast: Cast): Shared {
  const made = new Map<string, Promise<object>>()
  return (scope, owner) => {
    const key = `${scope} of ${owner}`
    const object = made.get(key) ?? (SCOPES[scope] ?? NO_OBJECT).make(cast, cast.people[owner])
    made.set(key, object)
    return object
  }
}

/** Every viewer at one procedure, with an object of each possible owner; each that acts on it has one of its own. */
async function askAll(
  cast: Cast,
  procedure: Procedure,
  { counts, faults, shared }: Outcome & { shared: Shared },
): Promise<void> {
  const { path, type, inputs, meta } = procedure
  const { owners, finds, make } = SCOPES[meta.scope] ?? NO_OBJECT
  const ask = async (ctx: ServiceContext, object: object, expected: string, cell: string) => {
    const code = await codeOfCall(ctx, path, object)
    const verdict = verdictOf(code, procedure)
    counts[verdict] = (counts[verdict] ?? 0) + 1
    if (verdict !== expected) faults.push(`${path} by ${cell}: ${code}, not ${expected}`)
  }
  for (const owner of owners) {
    for (const name of VIEWERS) {
      const ctx = cast.people[name]
      const expected = isGranted(procedure, ctx) ? (finds(owner, name) ? 'found' : 'NOT_FOUND') : 'FORBIDDEN'
      const acts = expected === 'found' && type === 'mutation' && inputs.length === 1
      const object = acts ? await make(cast, cast.people[owner]) : await shared(meta.scope, owner)
      await ask(ctx, object, expected, `${name}, of ${owner}`)
    }
    const nobody = { ...cast.world.admin, viewer: null } as unknown as ServiceContext
    await ask(nobody, await shared(meta.scope, owner), 'UNAUTHORIZED', 'nobody')
  }
}

const NO_OBJECT: Objects = { owners: ['admin'], finds: () => true, make: async () => ({}) }
const WITHOUT_OBJECT = ['own', 'tenant', 'house']

test('every procedure, by everybody, with an object of their own, a neighbour and another reseller: found by who may, and by nobody else', async () => {
  const cast = await createCast()
  const outcome: Outcome = { counts: {}, faults: [] }
  const shared = shareObjects(cast)
  for (const procedure of procedures) {
    expect([...Object.keys(SCOPES), ...WITHOUT_OBJECT], procedure.path).toContain(procedure.meta?.scope)
    await askAll(cast, procedure, { ...outcome, shared })
  }
  const cells = Object.values(outcome.counts).reduce((sum, count) => sum + count, 0)
  const figures = `${cells} cells: ${JSON.stringify(outcome.counts)}`
  process.stdout.write(`matrix: ${procedures.length} procedures, ${figures}\n`)
  expect(outcome.faults).toEqual([])
  expect(cells).toBeGreaterThanOrEqual(procedures.length * (VIEWERS.length + 1))
}, 180_000)
