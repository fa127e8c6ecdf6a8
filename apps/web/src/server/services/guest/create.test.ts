import { VserverError } from '@vserver/core/errors'
import { expect, test } from 'vitest'
import { as, createWorld, orderOf, type World } from '../../testing/world.ts'

async function counts({ db }: World) {
  return {
    guests: await db.guest.count(),
    reservations: await db.reservation.count(),
    operations: await db.operation.count(),
  }
}
const NOTHING = { guests: 0, reservations: 0, operations: 0 }

test('two hundred orders at once against a pool of ten make exactly ten guests', async () => {
  const world = await createWorld()
  const tenant = await world.tenant()
  const caller = as(tenant.reseller)
  const orders = Array.from({ length: 200 }, (_, i) => orderOf(world, tenant, `web${i}`))
  const results = await Promise.allSettled(orders.map((order) => caller.guest.create(order)))
  const refused = results.filter((result) => result.status === 'rejected')
  expect(refused).toHaveLength(190)
  for (const { reason } of refused) expect(reason).toMatchObject({ code: 'PAYMENT_REQUIRED' })
  expect(world.agent.guests.size).toBe(10)
  expect(await caller.allowance.summary()).toContainEqual({
    kind: 'guests',
    granted: 10,
    reserved: 10,
    left: 0,
  })
}, 60_000)

test('a guest gets a name on its host that nobody can guess or collide with', async () => {
  const world = await createWorld()
  const [a, b] = [await world.tenant(), await world.tenant()]
  for (const tenant of [a, b]) await as(tenant.reseller).guest.create(orderOf(world, tenant, 'web'))
  const names = [...world.agent.guests.keys()]
  expect(new Set(names).size).toBe(2)
  for (const name of names) expect(name).toMatch(/^web-[a-z0-9]{6}$/)
})

test('the same request key makes one guest', async () => {
  const world = await createWorld()
  const tenant = await world.tenant()
  const order = orderOf(world, tenant, 'web')
  const first = await as(tenant.reseller).guest.create(order)
  expect(await as(tenant.reseller).guest.create(order)).toEqual(first)
  expect(world.agent.guests.size).toBe(1)
})

test('a name that is taken is refused, and free again after the guest is deleted', async () => {
  const world = await createWorld()
  const tenant = await world.tenant()
  const caller = as(tenant.reseller)
  const { guestId } = await caller.guest.create(orderOf(world, tenant, 'web'))
  await expect(caller.guest.create(orderOf(world, tenant, 'web'))).rejects.toMatchObject({ code: 'CONFLICT' })
  const deletedAt = new Date()
  await world.db.guest.update({ where: { id: guestId }, data: { life: 'deleted', deletedAt } })
  await expect(caller.guest.create(orderOf(world, tenant, 'web'))).resolves.toBeDefined()
})

test.each(['a/b', '../etc', 'a'.repeat(300), 'Web', ''])('the name %j is refused', async (name) => {
  const world = await createWorld()
  const tenant = await world.tenant()
  const order = orderOf(world, tenant, name)
  await expect(as(tenant.reseller).guest.create(order)).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  expect(await counts(world)).toEqual(NOTHING)
})

test.each(['NO_CAPACITY', 'INVALID_STATE', 'NATIVE_FAILED'] as const)(
  'what the host refuses with %s leaves the database as it was',
  async (code) => {
    const world = await createWorld()
    const tenant = await world.tenant()
    world.agent.refuse('createGuest', new VserverError(code, 'refused', { hint: 'Do this.' }))
    const order = orderOf(world, tenant, 'web')
    await expect(as(tenant.reseller).guest.create(order)).rejects.toMatchObject({ cause: { code } })
    expect(await counts(world)).toEqual(NOTHING)
    const [row] = await as(world.admin).audit.list()
    expect(row).toMatchObject({ action: 'guest.create', outcome: 'failed', detail: code })
  },
)

test('an agent that is not there leaves the database as it was', async () => {
  const world = await createWorld()
  const tenant = await world.tenant()
  const cause = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })
  world.agent.refuse('createGuest', new VserverError('HOST_UNREACHABLE', 'gone', { cause }))
  const order = orderOf(world, tenant, 'web')
  await expect(as(tenant.reseller).guest.create(order)).rejects.toMatchObject({ code: 'BAD_GATEWAY' })
  expect(await counts(world)).toEqual(NOTHING)
})

test("another reseller's customer or plan cannot be ordered for", async () => {
  const world = await createWorld()
  const [mine, other] = [await world.tenant(), await world.tenant()]
  const foreign = { ...orderOf(world, mine, 'web'), customerId: other.customerId }
  await expect(as(mine.reseller).guest.create(foreign)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  const limit = { memoryBytes: 2 ** 25, cpuMillicores: 10, cpuWeight: 100, processes: 16 }
  const { id: planId } = await as(other.reseller).plan.create({ name: 'own', limit })
  const order = { ...orderOf(world, mine, 'web'), planId }
  await expect(as(mine.reseller).guest.create(order)).rejects.toMatchObject({ code: 'NOT_FOUND' })
})
