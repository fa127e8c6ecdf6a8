import { VserverError } from '@vserver/core/errors'
import { UNLIMITED } from '@vserver/core/limit/model'
import { GIB, MIB } from '@vserver/core/units'
import { expect, test } from 'vitest'
import { addPool, withPlan } from '../../testing/networks.ts'
import { as, createWorld, ENDLESS_POOL, orderOf, sellGuest } from '../../testing/world.ts'
import { PLAIN_TERMS, type PoolTerms } from './model.ts'
import { roomFor } from './room.ts'

const NEED = { guests: 1, memoryBytes: 64 * MIB, cpuMillicores: 100 }
const NO_ADDRESSES = { addresses4: 0, addresses6: 0 }
const line = (kind: 'guests' | 'memoryBytes', left: number | null) => ({
  kind,
  left,
  granted: left,
  reserved: 0,
})

/** A reseller whose pool is endless, with the plan of 64 MiB and 100 millicores. */
async function withEndlessPool(terms: Partial<PoolTerms> = {}) {
  const world = await createWorld()
  const tenant = await world.tenant()
  const change = {
    accountId: tenant.resellerId,
    allowances: ENDLESS_POOL,
    terms: { ...PLAIN_TERMS, ...terms },
  }
  await as(world.admin).account.setAllowances(change)
  const room = async (planId = world.planId) =>
    (await as(tenant.reseller).plan.list()).find(({ id }) => id === planId)
  return { world, tenant, room }
}

test('room is the least of pool, addresses and host, and of equals what refuses is named', () => {
  const held = { pool: [line('guests', 5), line('memoryBytes', null)], terms: PLAIN_TERMS }
  const left = { memoryBytes: 5 * 64 * MIB, cpuMillicores: 900 }
  const bounds = { held, left, addresses: null }
  expect(roomFor(bounds, NEED, NO_ADDRESSES)).toEqual({ roomFor: 5, blockedBy: 'guests', blockedOn: 'pool' })
  expect(roomFor({ ...bounds, left: { memoryBytes: 4 * 64 * MIB } }, NEED, NO_ADDRESSES)).toEqual({
    roomFor: 4,
    blockedBy: 'memoryBytes',
    blockedOn: 'host',
  })
  const addresses = { addresses4: 7, addresses6: 100 }
  expect(roomFor({ ...bounds, addresses }, NEED, { addresses4: 2, addresses6: 1 })).toEqual({
    roomFor: 3,
    blockedBy: 'addresses4',
    blockedOn: 'addresses',
  })
})

test('a host that is sold more often than it is there has room for none; without a limit it has no number', () => {
  const bounds = { held: null, left: { memoryBytes: -1, cpuMillicores: 100 }, addresses: null }
  expect(roomFor(bounds, NEED, NO_ADDRESSES)).toMatchObject({ roomFor: 0, blockedBy: 'memoryBytes' })
  const endless = { guests: 1, memoryBytes: null, cpuMillicores: null }
  expect(roomFor(bounds, endless, NO_ADDRESSES)).toEqual({ roomFor: null, blockedBy: null, blockedOn: null })
})

test('a reseller is told what its host has room for, without the name of the host', async () => {
  const { world, tenant, room } = await withEndlessPool()
  world.agent.hostFacts.memoryBytes = GIB
  expect(await room()).toMatchObject({
    ...{ roomFor: 16, blockedBy: 'memoryBytes', blockedOn: 'host' },
    host: { name: null, heard: true },
  })
  await sellGuest(world, tenant, 'web')
  const other = await world.tenant()
  await sellGuest(world, other, 'theirs')
  expect(await room()).toMatchObject({ roomFor: 14 })
  const seen = (await as(world.admin).plan.list()).find(({ id }) => id === world.planId)
  expect(seen).toMatchObject({ roomFor: 14, host: { name: 'host', heard: true } })
  expect((await as(tenant.customer).plan.list())[0]).toMatchObject({ roomFor: null, host: null })
})

test('what may be oversold of the pool is counted on the host too', async () => {
  const { world, room } = await withEndlessPool({ oversellPercent: 50 })
  world.agent.hostFacts.memoryBytes = GIB
  expect(await room()).toMatchObject({ roomFor: 24, blockedBy: 'memoryBytes', blockedOn: 'host' })
})

test('files count what is free and what guests use of what they were sold', async () => {
  const { world, tenant, room } = await withEndlessPool()
  const limit = { ...UNLIMITED, diskBytes: 10 * GIB, inodes: 300 }
  const { id: planId } = await as(tenant.reseller).plan.create({ name: 'disk', limit })
  world.agent.storageFacts.bytesFree = 35 * GIB
  expect(await room(planId)).toMatchObject({ roomFor: 3, blockedBy: 'diskBytes', blockedOn: 'host' })
  world.agent.storageFacts.inodesFree = 700
  expect(await room(planId)).toMatchObject({ roomFor: 2, blockedBy: 'inodes', blockedOn: 'host' })
  world.agent.storageFacts.inodes = 0
  expect(await room(planId)).toMatchObject({ roomFor: 3, blockedBy: 'diskBytes' })
})

test('a host without room refuses nobody, addresses that are used up do', async () => {
  const { world, tenant } = await withEndlessPool()
  await addPool(world, { prefix: '198.51.100.0/29', gateway: '198.51.100.1' })
  const net = await withPlan(world, tenant, { addresses4: 2 })
  const room = async () => (await as(tenant.reseller).plan.list()).find(({ id }) => id === net.planId)
  expect(await room()).toMatchObject({ roomFor: 2, blockedBy: 'addresses4', blockedOn: 'addresses' })
  world.agent.hostFacts.cpus = 0
  expect(await room()).toMatchObject({ roomFor: 0, blockedOn: 'host' })
  for (const name of ['a', 'b']) await as(tenant.reseller).guest.create(orderOf(net, tenant, name))
  expect(await room()).toMatchObject({ roomFor: 0, blockedBy: 'addresses4', blockedOn: 'addresses' })
  await expect(as(tenant.reseller).guest.create(orderOf(net, tenant, 'c'))).rejects.toMatchObject({
    cause: { code: 'NO_CAPACITY' },
  })
})

test('addresses kept for one reseller are room for it alone', async () => {
  const { world, tenant } = await withEndlessPool()
  const poolId = await addPool(world, { prefix: '198.51.100.0/30' })
  const net = await withPlan(world, tenant, { addresses4: 1 })
  await world.db.address.create({
    data: { poolId, address: '198.51.100.1', state: 'reserved', resellerId: tenant.resellerId },
  })
  const room = async () => (await as(tenant.reseller).plan.list()).find(({ id }) => id === net.planId)
  expect(await room()).toMatchObject({ roomFor: 2 })
  await world.db.address.updateMany({ data: { resellerId: null } })
  expect(await room()).toMatchObject({ roomFor: 1 })
})

test('of a host that is not heard only the pool is counted, and that is said', async () => {
  const { world, tenant, room } = await withEndlessPool()
  world.agent.refuse('info', new VserverError('HOST_UNREACHABLE', 'gone'))
  expect(await room()).toMatchObject({ roomFor: null, blockedBy: null, host: { name: null, heard: false } })
  const guestId = await sellGuest(world, tenant, 'web')
  world.agent.refuse('storage', new VserverError('TIMEOUT', 'late'))
  expect(await as(tenant.reseller).files.cloneRoom({ guestId })).toMatchObject({ host: { heard: false } })
})

test('room for clones is counted by the limits of the guest, not by those of its plan', async () => {
  const { world, tenant } = await withEndlessPool()
  world.agent.hostFacts.memoryBytes = GIB
  const guestId = await sellGuest(world, tenant, 'web')
  await as(tenant.reseller).limit.set({ guestId, change: { memoryBytes: 256 * MIB } })
  expect(await as(tenant.reseller).files.cloneRoom({ guestId })).toMatchObject({
    ...{ roomFor: 3, blockedBy: 'memoryBytes', blockedOn: 'host' },
  })
})
