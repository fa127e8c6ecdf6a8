import { VserverError } from '@vserver/core/errors'
import { expect, onTestFinished, test, vi } from 'vitest'
import { keepReconciled } from '../../reconcile-loop.ts'
import {
  as,
  createWorld,
  ENDLESS_POOL,
  orderOf,
  sellGuest,
  type Tenant,
  type World,
} from '../../testing/world.ts'
import { countTraffic } from '../../traffic-loop.ts'
import { reconcileHost } from '../guest/reconcile.ts'

const EXCEEDED = { cause: { code: 'ALLOWANCE_EXCEEDED', subject: 'running guests' } }

function allow({ admin }: World, { resellerId: accountId }: Tenant, runningGuests: number | null) {
  return as(admin).account.setAllowances({ accountId, allowances: { ...ENDLESS_POOL, runningGuests } })
}

async function running(tenant: Tenant): Promise<number | undefined> {
  const pool = await as(tenant.reseller).allowance.summary()
  return pool.find(({ kind }) => kind === 'runningGuests')?.reserved
}

/** As if all that counts had begun to count a while ago. */
async function age({ db }: World): Promise<void> {
  const createdAt = new Date(Date.now() - 120_000)
  await db.reservation.updateMany({ where: { kind: 'runningGuests' }, data: { createdAt } })
}

async function round(world: World): Promise<void> {
  await world.hub.refresh()
  await reconcileHost(world.panel, world.hub)
}

/** Three guests that are down, of a reseller of whose guests so many may run. */
async function threeDown(most: number | null) {
  const world = await createWorld()
  const tenant = await world.tenant()
  const guestIds: string[] = []
  for (const name of ['a', 'b', 'c']) guestIds.push(await sellGuest(world, tenant, name))
  for (const guestId of guestIds) await as(tenant.reseller).guest.stop({ guestId })
  await age(world)
  await round(world)
  expect(await running(tenant)).toBe(0)
  await allow(world, tenant, most)
  const [first = '', second = '', third = ''] = guestIds
  return { world, tenant, guestIds, first, second, third }
}

test('of twelve starts at once no more guests run than the pool allows', async () => {
  const { world, tenant, guestIds } = await threeDown(2)
  const starts = [...guestIds, ...guestIds, ...guestIds, ...guestIds]
  const results = await Promise.allSettled(
    starts.map((guestId) => as(tenant.reseller).guest.start({ guestId })),
  )
  const refused = results.filter((one) => one.status === 'rejected').map(({ reason }) => reason)
  expect(refused.length).toBe(4)
  for (const reason of refused) expect(reason).toMatchObject(EXCEEDED)
  expect([...world.agent.guests.values()].filter(({ state }) => state === 'running')).toHaveLength(2)
  expect(await running(tenant)).toBe(2)
  expect((await as(world.admin).ledger.prove()).drifts).toEqual([])
})

test('a new guest counts as running, and is refused when no more may run', async () => {
  const { world, tenant, first } = await threeDown(1)
  await as(tenant.reseller).guest.start({ guestId: first })
  const order = () => as(tenant.reseller).guest.create(orderOf(world, tenant, 'next'))
  await expect(order()).rejects.toMatchObject(EXCEEDED)
  const plan = (await as(tenant.reseller).plan.list()).find(({ id }) => id === world.planId)
  expect(plan).toMatchObject({ roomFor: 0, blockedBy: 'runningGuests', blockedOn: 'pool' })
  await allow(world, tenant, 2)
  await order()
  expect(await running(tenant)).toBe(2)
})

test('a start that the host refuses counts no more, one whose answer was lost does', async () => {
  const { world, tenant, first } = await threeDown(1)
  world.agent.refuse('actOnGuest', new VserverError('NO_CAPACITY', 'no processes left'))
  await expect(as(tenant.reseller).guest.start({ guestId: first })).rejects.toBeDefined()
  expect(await running(tenant)).toBe(0)
  world.agent.refuse('actOnGuest', new VserverError('TIMEOUT', 'late'))
  await expect(as(tenant.reseller).guest.start({ guestId: first })).rejects.toBeDefined()
  await round(world)
  expect(await running(tenant), 'it may still be under way').toBe(1)
  await age(world)
  await round(world)
  expect(await running(tenant)).toBe(0)
})

test('a guest that was stopped makes room as soon as it is down', async () => {
  const { world, tenant, first, second } = await threeDown(1)
  onTestFinished(keepReconciled(world.panel))
  await as(tenant.reseller).guest.start({ guestId: first })
  await expect(as(tenant.reseller).guest.start({ guestId: second })).rejects.toMatchObject(EXCEEDED)
  await as(tenant.reseller).guest.stop({ guestId: first })
  await vi.waitFor(async () => expect(await running(tenant)).toBe(0), 5000)
  await as(tenant.reseller).guest.start({ guestId: second })
  expect(await running(tenant)).toBe(1)
})

test('what the host starts by itself is booked, beyond the pool too, and what goes down by itself given back', async () => {
  const { world, tenant, first } = await threeDown(1)
  const [a, b] = [...world.agent.guests.values()]
  if (!a || !b) throw new Error('no guests')
  for (const guest of [a, b]) world.agent.put({ ...guest, state: 'running', desired: 'running' })
  await round(world)
  expect(await running(tenant)).toBe(2)
  expect((await as(world.admin).ledger.prove()).drifts).toMatchObject([
    { kind: 'overdrawn', subject: 'runningGuests', expected: 1, found: 2 },
  ])
  await world.db.reservation.deleteMany({ where: { kind: 'runningGuests', guestId: first } })
  await as(tenant.reseller).guest.restart({ guestId: first })
  await age(world)
  for (const guest of [a, b]) world.agent.put({ ...guest, state: 'stopped', desired: 'stopped' })
  await round(world)
  expect(await running(tenant)).toBe(0)
})

test('over a restart of its host a guest keeps its place until the boot order comes to it', async () => {
  const { world, tenant, first, second } = await threeDown(1)
  await as(tenant.reseller).guest.start({ guestId: first })
  const guest = [...world.agent.guests.values()].find(({ desired }) => desired === 'running')
  if (!guest) throw new Error('none was started')
  world.agent.put({ ...guest, state: 'stopped' })
  await age(world)
  await round(world)
  expect(await running(tenant)).toBe(1)
  await expect(as(tenant.reseller).guest.start({ guestId: second })).rejects.toMatchObject(EXCEEDED)
})

test('a guest that its seller has stopped keeps its place for when that is lifted', async () => {
  const { world, tenant, first, second } = await threeDown(1)
  await as(tenant.reseller).guest.start({ guestId: first })
  await world.hub.refresh()
  const why = { step: 'stopped', reason: 'The invoice is open.', escalateDays: null } as const
  await as(tenant.reseller).guest.suspend({ guestId: first, ...why })
  await age(world)
  await round(world)
  expect(await running(tenant)).toBe(1)
  await expect(as(tenant.reseller).guest.start({ guestId: second })).rejects.toMatchObject(EXCEEDED)
})

test('a guest that was stopped for its traffic or by its seller gives up its place in the bin, also when it is taken out', async () => {
  const { world, tenant, first, second } = await threeDown(1)
  const seller = as(tenant.reseller)
  await seller.guest.start({ guestId: first })
  await world.hub.refresh()
  const why = { step: 'stopped', reason: 'The invoice is open.', escalateDays: null } as const
  await seller.guest.suspend({ guestId: first, ...why })
  const stopped = { action: 'suspend', before: { isRunning: true } } as const
  await world.db.trafficMeter.create({ data: { guestId: first, ...stopped } })
  await seller.guest.bin({ guestId: first })
  await age(world)
  await round(world)
  expect(await running(tenant)).toBe(0)
  await seller.guest.start({ guestId: second })
  await seller.guest.restore({ guestId: first })
  world.clock.nowMs += 120_000
  await age(world)
  await round(world)
  expect(await running(tenant)).toBe(1)
  expect((await as(world.admin).ledger.prove()).drifts).toEqual([])
  await seller.guest.lift({ guestId: first })
  await countTraffic(world.panel, world.hub)
  await round(world)
  expect([...world.agent.guests.values()].filter(({ desired }) => desired === 'running')).toHaveLength(1)
})

test('a ledger that miscounts what runs is found and put right', async () => {
  const { world, tenant, first } = await threeDown(null)
  await as(tenant.reseller).guest.start({ guestId: first })
  await world.db.reservation.deleteMany({ where: { kind: 'runningGuests' } })
  expect((await as(world.admin).ledger.prove()).drifts, 'it has just been started').toEqual([])
  world.clock.nowMs += 120_000
  const drift = { kind: 'reservation', subject: 'runningGuests', expected: 1, found: 0, repairs: ['ledger'] }
  expect((await as(world.admin).ledger.prove()).drifts).toMatchObject([drift])
  await as(world.admin).ledger.repair({ guestId: first, repair: 'ledger' })
  expect((await as(world.admin).ledger.prove()).drifts).toEqual([])
  expect(await running(tenant)).toBe(1)
  await world.db.reservation.updateMany({
    where: { kind: 'runningGuests', releasedAt: null },
    data: { amount: 3n },
  })
  expect((await as(world.admin).ledger.prove()).drifts).toMatchObject([{ expected: 1, found: 3 }])
  await as(world.admin).ledger.repair({ guestId: first, repair: 'ledger' })
  expect((await as(world.admin).ledger.prove()).drifts).toEqual([])
})

test('a request for a pool that says nothing of running guests leaves their bound, and sets none for a new reseller', async () => {
  const { world, tenant } = await threeDown(1)
  const { runningGuests: _, ...allowances } = ENDLESS_POOL
  const pool = await as(world.admin).account.setAllowances({ accountId: tenant.resellerId, allowances })
  expect(pool.find(({ kind }) => kind === 'runningGuests')).toMatchObject({ granted: 1 })
  const order = { name: 'New', email: 'new@example.test', allowances }
  const { accountId } = await as(world.admin).account.createReseller(order)
  const where = { accountId_kind: { accountId, kind: 'runningGuests' as const } }
  expect(await world.db.allowance.findUnique({ where })).toMatchObject({ granted: null })
})
