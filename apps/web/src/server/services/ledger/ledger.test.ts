import { expect, test } from 'vitest'
import { as, createWorld, orderOf, sellGuest, type Tenant, type World } from '../../testing/world.ts'
import { proveWhenDue } from './prove.ts'

const MIB = 1024 * 1024

async function soldWorld() {
  const world = await createWorld()
  const tenant = await world.tenant()
  const guestId = await sellGuest(world, tenant, 'web')
  const row = await world.db.guest.findUniqueOrThrow({ where: { id: guestId } })
  return { world, tenant, guestId, hostName: row.hostName as never }
}

const proveAs = (world: World) => as(world.admin).ledger.prove()

test('what the panel itself did proves', async () => {
  const { world, tenant, guestId } = await soldWorld()
  await sellGuest(world, tenant, 'mail')
  await as(tenant.reseller).limit.set({ guestId, change: { memoryBytes: 128 * MIB } })
  expect(await proveAs(world)).toMatchObject({ guests: 2, drifts: [], unheard: [] })
  expect(await as(world.admin).ledger.last()).toMatchObject({ guests: 2, drifts: [] })
})

test('a row that was deleted by hand is found, and reserved again', async () => {
  const { world, tenant, guestId } = await soldWorld()
  await world.db.reservation.deleteMany({ where: { guestId, kind: 'memoryBytes' } })
  const drift = { kind: 'reservation', subject: 'memoryBytes', expected: 64 * MIB, found: 0 }
  const { drifts } = await proveAs(world)
  expect(drifts).toMatchObject([{ ...drift, guestName: 'web', repairs: ['ledger'] }])
  await as(world.admin).ledger.repair({ guestId, repair: 'ledger' } as never)
  expect((await proveAs(world)).drifts).toEqual([])
  const rows = await as(tenant.reseller).ledger.rows({ kind: 'memoryBytes' })
  expect(rows).toMatchObject([{ guestName: 'web', amount: 64 * MIB, releasedAt: null }])
})

test('a limit that was changed behind the panel is found, and sold or taken back', async () => {
  const { world, tenant, guestId, hostName } = await soldWorld()
  const memory = async () => (await as(tenant.reseller).ledger.rows({ kind: 'memoryBytes' }))[0]?.amount
  for (const [repair, amount] of [
    ['adopt', 512 * MIB],
    ['restore', 512 * MIB],
  ] as const) {
    const memoryBytes = repair === 'adopt' ? 512 * MIB : 700 * MIB
    await world.agent.setLimit(hostName, { memoryBytes })
    const { drifts } = await proveAs(world)
    expect(drifts).toMatchObject([{ kind: 'host', subject: 'memoryBytes', found: memoryBytes }])
    await as(world.admin).ledger.repair({ guestId, repair } as never)
    expect((await proveAs(world)).drifts).toEqual([])
    expect(await memory()).toBe(amount)
    expect((await world.agent.getLimit(hostName)).memoryBytes).toBe(amount)
  }
})

test('a reservation of another amount, from another pool, or of a deleted guest is found', async () => {
  const { world, guestId } = await soldWorld()
  const other = await world.tenant()
  await world.db.reservation.updateMany({
    where: { guestId, kind: 'cpuMillicores' },
    data: { amount: 200n },
  })
  expect((await proveAs(world)).drifts).toMatchObject([
    { kind: 'reservation', subject: 'cpuMillicores', expected: 100, found: 200 },
  ])
  await world.db.reservation.updateMany({
    where: { guestId, kind: 'guests' },
    data: { accountId: other.resellerId },
  })
  expect((await proveAs(world)).drifts.map(({ kind }) => kind).sort()).toEqual(['owner', 'reservation'])
  await as(world.admin).ledger.repair({ guestId, repair: 'ledger' } as never)
  expect((await proveAs(world)).drifts).toEqual([])
  await world.db.guest.update({ where: { id: guestId }, data: { life: 'deleted', deletedAt: new Date() } })
  world.agent.guests.clear()
  const kinds = (await proveAs(world)).drifts.map(({ kind }) => kind)
  expect(new Set(kinds)).toEqual(new Set(['ended']))
  await as(world.admin).ledger.repair({ guestId, repair: 'ledger' } as never)
  expect((await proveAs(world)).drifts).toEqual([])
})

test('a guest that is nobody’s, one that its host lost, and a pool that is overdrawn are told', async () => {
  const { world, tenant, hostName } = await soldWorld()
  const guest = world.agent.guests.get(hostName)
  world.agent.guests.delete(hostName)
  world.agent.guests.set('stray' as never, { ...guest, name: 'stray' } as never)
  await world.db.allowance.updateMany({
    where: { accountId: tenant.resellerId, kind: 'memoryBytes' },
    data: { granted: 1n },
  })
  const { drifts } = await proveAs(world)
  expect(drifts.map(({ kind }) => kind)).toEqual(['missing', 'unowned', 'overdrawn'])
  expect(drifts.every(({ repairs }) => repairs.length === 0)).toBe(true)
})

test('a reseller proves its own pool and sees nothing of others', async () => {
  const { world, tenant, guestId } = await soldWorld()
  const other = await world.tenant()
  await world.db.reservation.deleteMany({ where: { guestId } })
  expect((await as(other.reseller).ledger.prove()).drifts).toEqual([])
  expect((await as(tenant.reseller).ledger.prove()).drifts.length).toBeGreaterThan(0)
  const asked = { kind: 'guests' as const, accountId: tenant.resellerId }
  await expect(as(other.reseller).ledger.rows(asked)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await expect(as(other.reseller).ledger.pool({ accountId: tenant.resellerId })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  })
  await expect(as(world.admin).ledger.rows({ kind: 'guests' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await expect(as(world.admin).ledger.rows(asked)).resolves.toEqual([])
})

test('a host that does not answer is named, and nothing is said of its guests', async () => {
  const { world } = await soldWorld()
  await world.db.host.create({ data: { id: 'far', name: 'far away', socketPath: '/nowhere' } })
  expect(await proveAs(world)).toMatchObject({ unheard: ['far away'], drifts: [] })
})

test('the panel proves by itself once a day', async () => {
  const { world } = await soldWorld()
  const count = () => world.db.ledgerProof.count()
  await proveWhenDue(world.panel)
  await proveWhenDue(world.panel)
  expect(await count()).toBe(1)
  world.clock.nowMs += 24 * 3_600_000
  await proveWhenDue(world.panel)
  expect(await count()).toBe(2)
})

test('more orders at once than there is room for prove afterwards', async () => {
  const { world, tenant } = await soldWorld()
  const order = (index: number) => orderOf(world, tenant, `guest-${index}`)
  const make = async (one: Tenant, index: number) => as(one.reseller).guest.create(order(index))
  const made = await Promise.allSettled(Array.from({ length: 40 }, (_, index) => make(tenant, index)))
  expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(9)
  expect((await proveAs(world)).drifts).toEqual([])
})
