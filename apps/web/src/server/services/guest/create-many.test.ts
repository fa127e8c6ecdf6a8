import { VserverError } from '@vserver/core/errors'
import { expect, test } from 'vitest'
import { addPool, withPlan } from '../../testing/networks.ts'
import { as, createWorld, orderOf, type Tenant, type World } from '../../testing/world.ts'
import { runBatches } from '../batch/run.ts'
import { reconcileHost } from './reconcile.ts'

const names = (count: number, stem = 'web') =>
  Array.from({ length: count }, (_, i) => `${stem}-${i + 1}` as never)

function orderMany(world: World, tenant: Tenant, count: number, stem?: string) {
  const { name: _, ...order } = orderOf(world, tenant, 'none')
  return { ...order, names: names(count, stem) }
}

/** The pool has room for ten. */
async function withTenant() {
  const world = await createWorld()
  const tenant = await world.tenant()
  const many = (count: number, stem?: string) =>
    as(tenant.reseller).guest.createMany(orderMany(world, tenant, count, stem))
  const reserved = async (kind: string) =>
    (await as(tenant.reseller).allowance.summary()).find((line) => line.kind === kind)?.reserved
  const run = async (batchId: string) => {
    await runBatches(world.panel, new AbortController().signal)
    return as(tenant.reseller).batch.get({ batchId })
  }
  return { world, tenant, many, reserved, run }
}

/** As if they had been ordered a while ago. */
async function age({ db }: World): Promise<void> {
  await db.guest.updateMany({ data: { lifeAt: new Date(Date.now() - 120_000) } })
}

test('several guests are made one operation each, with one progress for all', async () => {
  const { world, tenant, many, reserved, run } = await withTenant()
  const { batchId } = await many(7)
  expect(await reserved('guests'), 'before the first is made').toBe(7)
  expect(world.agent.guests.size).toBe(0)
  const view = await run(batchId)
  expect(view).toMatchObject({ kind: 'create', state: 'done', counts: { done: 7, failed: 0 } })
  expect(view.items.map(({ guestName }) => guestName)).toEqual(names(7))
  expect(new Set(view.items.map(({ operationId }) => operationId)).size).toBe(7)
  await reconcileHost(world.panel, world.hub)
  expect((await as(tenant.customer).guest.list()).rows).toHaveLength(7)
  expect(await world.db.guest.count({ where: { life: 'active' } })).toBe(7)
  expect((await as(world.admin).ledger.prove()).drifts).toEqual([])
  const made = (await as(tenant.reseller).audit.list()).filter(({ action }) => action === 'guest.create')
  expect(made).toHaveLength(7)
})

test('more than the pool has room for are refused, all of them, and how many fit is said', async () => {
  const { world, tenant, many, reserved } = await withTenant()
  await expect(many(11)).rejects.toMatchObject({
    cause: { code: 'ALLOWANCE_EXCEEDED', hint: expect.stringContaining('room for 10 of these 11') },
  })
  expect(await reserved('guests')).toBe(0)
  expect(await world.db.guest.count()).toBe(0)
  await many(10)
  await expect(many(1, 'more')).rejects.toMatchObject({
    cause: { hint: expect.stringContaining('room for 0 of these 1') },
  })
  expect((await as(tenant.reseller).plan.list()).find(({ id }) => id === world.planId)).toMatchObject({
    roomFor: 0,
  })
})

test('of ten orders of three at once against room for ten three are taken, and single ones fill the rest', async () => {
  const { world, tenant, many, reserved } = await withTenant()
  const orders = Array.from({ length: 10 }, (_, i) => many(3, `set${String.fromCharCode(97 + i)}`))
  const singles = Array.from({ length: 5 }, (_, i) => orderOf(world, tenant, `one-${i}`))
  const taken = (results: PromiseSettledResult<unknown>[]) =>
    results.filter(({ status }) => status === 'fulfilled').length
  const sets = taken(await Promise.allSettled(orders))
  const rest = taken(await Promise.allSettled(singles.map((one) => as(tenant.reseller).guest.create(one))))
  expect({ sets, rest }).toEqual({ sets: 3, rest: 1 })
  expect(await reserved('guests')).toBe(10)
  expect(await reserved('memoryBytes')).toBe(10 * 64 * 1024 * 1024)
})

test('the same order again, also at the same moment, is one order', async () => {
  const { world, tenant, run } = await withTenant()
  const order = orderMany(world, tenant, 3)
  const both = await Promise.all([1, 2, 3].map(() => as(tenant.reseller).guest.createMany(order)))
  expect(new Set(both.map(({ batchId }) => batchId)).size).toBe(1)
  await run(both[0]?.batchId ?? '')
  expect(await as(tenant.reseller).guest.createMany(order)).toEqual(both[0])
  expect(world.agent.guests.size).toBe(3)
})

test('one taken name refuses them all, and says which', async () => {
  const { world, tenant, many, reserved } = await withTenant()
  await as(tenant.reseller).guest.create(orderOf(world, tenant, 'web-2'))
  await expect(many(3)).rejects.toMatchObject({ cause: { code: 'ALREADY_EXISTS', subject: 'web-2' } })
  expect(await reserved('guests')).toBe(1)
  const twice = { ...orderMany(world, tenant, 1), names: ['a', 'a'] as never[] }
  await expect(as(tenant.reseller).guest.createMany(twice)).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  await expect(many(51, 'x')).rejects.toMatchObject({ code: 'BAD_REQUEST' })
})

test('cancelled, those that were not begun give back what they had reserved', async () => {
  const { world, tenant, many, reserved, run } = await withTenant()
  const { batchId } = await many(5)
  await as(tenant.reseller).batch.cancel({ batchId })
  expect(await reserved('guests')).toBe(0)
  const view = await run(batchId)
  expect(view).toMatchObject({ state: 'cancelled', counts: { skipped: 5, done: 0 } })
  expect(view.items[0]).toMatchObject({ guestName: 'web-1', message: 'Cancelled before its turn.' })
  expect(world.agent.guests.size).toBe(0)
  expect((await as(tenant.reseller).guest.list()).rows).toEqual([])
  await many(5)
})

test('what the host refuses is given back and told, and the others are made', async () => {
  const { world, many, reserved, run } = await withTenant()
  const { batchId } = await many(3)
  world.agent.refuse('createGuest', new VserverError('NO_CAPACITY', 'The storage of the host is full.'))
  const view = await run(batchId)
  expect(view.counts).toMatchObject({ done: 2, failed: 1 })
  expect(view.items.find(({ state }) => state === 'failed')?.message).toMatch('storage')
  expect(await reserved('guests')).toBe(2)
  expect(world.agent.guests.size).toBe(2)
})

test('guests that wait for their turn are not taken for lost, and one in hand when the panel died is made once', async () => {
  const { world, many, reserved, run } = await withTenant()
  const { batchId } = await many(3)
  await world.db.batchItem.updateMany({ where: { batchId, position: 0 }, data: { state: 'running' } })
  await age(world)
  await reconcileHost(world.panel, world.hub)
  expect(await reserved('guests')).toBe(3)
  expect((await run(batchId)).counts).toMatchObject({ done: 3, failed: 0 })
  expect(world.agent.guests.size).toBe(3)
})

test('of an order whose maker has signed out nothing is made, and all is given back', async () => {
  const { world, tenant, many } = await withTenant()
  const { batchId } = await many(3)
  await world.db.session.deleteMany({ where: { userId: tenant.reseller.viewer.id } })
  await runBatches(world.panel, new AbortController().signal)
  expect(await world.db.batchItem.count({ where: { batchId, state: 'failed' } })).toBe(3)
  await age(world)
  await reconcileHost(world.panel, world.hub)
  expect(world.agent.guests.size).toBe(0)
  expect(await world.db.reservation.count({ where: { releasedAt: null } })).toBe(0)
})

test('addresses are taken for all of them or for none', async () => {
  const { world, tenant, reserved } = await withTenant()
  await addPool(world, { prefix: '198.51.100.0/30' })
  const net = await withPlan(world, tenant, { addresses4: 1 })
  const many = (count: number) => as(tenant.reseller).guest.createMany(orderMany(net, tenant, count))
  await expect(many(3)).rejects.toMatchObject({ cause: { code: 'NO_CAPACITY' } })
  expect(await reserved('addresses4')).toBe(0)
  await many(2)
  expect(await world.db.address.count({ where: { state: 'assigned' } })).toBe(2)
})

test('a member who may create guests but not see batches orders one at a time', async () => {
  const { world, tenant } = await withTenant()
  const permissions = ['guest.create', 'plan.read', 'template.read', 'customer.read']
  const member = await world.member(tenant.reseller, { permissions })
  await expect(as(member).guest.createMany(orderMany(world, tenant, 2))).rejects.toMatchObject({
    code: 'FORBIDDEN',
  })
  const other = await world.member(tenant.reseller, { permissions: [...permissions, 'batch.run'] })
  await as(other).guest.createMany(orderMany(world, tenant, 2))
})
