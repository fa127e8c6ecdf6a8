import { UNLIMITED } from '@vserver/core/limit/model'
import { expect, test } from 'vitest'
import { as, createWorld, sellGuest } from '../../testing/world.ts'
import { fromColumns, isSameLimit, toColumns } from './columns.ts'

const MIB = 1024 * 1024
const MORE = { sockets: 64, swapBytes: 0, cpuSet: '0-1', diskWriteIops: 100, nice: 5 }

async function soldGuest() {
  const world = await createWorld()
  const tenant = await world.tenant()
  return { world, tenant, guestId: await sellGuest(world, tenant, 'web') }
}

test('every limit lies in a row and comes back as it was', () => {
  const limit = { ...UNLIMITED, memoryBytes: 64 * MIB, ...MORE }
  const columns = toColumns(limit)
  expect(columns.moreLimits).toEqual(MORE)
  expect(fromColumns({ ...columns, moreLimits: MORE })).toEqual(limit)
  expect(isSameLimit(limit, { ...limit, sockets: 65 })).toBe(false)
})

test('a row that holds something else than limits is a fault, not a limit', () => {
  const columns = toColumns(UNLIMITED)
  expect(() => fromColumns({ ...columns, moreLimits: { sockets: 'many' } })).toThrow()
  expect(() => fromColumns({ ...columns, moreLimits: { other: 1 } })).toThrow()
})

test('what a plan limits beyond the pool reaches the host with the guest', async () => {
  const world = await createWorld()
  const tenant = await world.tenant()
  const limit = { memoryBytes: 64 * MIB, cpuMillicores: 100, cpuWeight: 100, processes: 64, ...MORE }
  const plan = await as(tenant.reseller).plan.create({ name: 'more', limit })
  expect(plan.limit).toMatchObject(MORE)
  await sellGuest({ ...world, planId: plan.id }, tenant, 'web')
  expect([...world.agent.guests.values()][0]?.limit).toMatchObject(MORE)
  expect((await as(tenant.reseller).plan.list()).find(({ id }) => id === plan.id)?.limit).toMatchObject(MORE)
})

test('a limit that no pool holds is changed on the host and kept in the row', async () => {
  const { world, tenant, guestId } = await soldGuest()
  await as(tenant.reseller).limit.set({ guestId, change: { sockets: 32, diskReadBps: null } })
  const row = await world.db.guest.findUniqueOrThrow({ where: { id: guestId } })
  expect(row.moreLimits).toEqual({ sockets: 32 })
  expect((await as(tenant.customer).limit.get({ guestId })).limit).toMatchObject({ sockets: 32 })
})

test('only an administrator puts a guest before the guests of others', async () => {
  const { world, tenant, guestId } = await soldGuest()
  for (const change of [{ nice: -1 }, { ioPriority: 3 }, { oomBias: -1 }])
    await expect(as(tenant.reseller).limit.set({ guestId, change })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
  const ahead = { memoryBytes: 64 * MIB, cpuMillicores: 100, cpuWeight: 100, processes: 64, nice: -1 }
  await expect(as(tenant.reseller).plan.create({ name: 'fast', limit: ahead })).rejects.toMatchObject({
    code: 'FORBIDDEN',
  })
  expect(await as(tenant.reseller).limit.set({ guestId, change: { nice: 5 } })).toMatchObject({ nice: 5 })
  expect(await as(world.admin).limit.set({ guestId, change: { nice: -5 } })).toMatchObject({ nice: -5 })
})

test('use of limits is what the host counts, and nothing while the guest does not run', async () => {
  const { world, tenant, guestId } = await soldGuest()
  const use = await as(tenant.customer).limit.use({ guestId })
  expect(use?.processes).toEqual({ current: 8, peak: 12, hard: 64, hits: 3 })
  await as(tenant.customer).guest.stop({ guestId })
  await world.hub.refresh()
  expect(await as(tenant.customer).limit.use({ guestId })).toBeNull()
})

test('sellers are told what the host cannot enforce', async () => {
  const { tenant } = await soldGuest()
  expect(await as(tenant.reseller).limit.missing()).toEqual(['diskReadBps'])
  await expect(as(tenant.customer).limit.missing()).rejects.toMatchObject({ code: 'FORBIDDEN' })
})
