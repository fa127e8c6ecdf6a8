import { HOUR_MS } from '@vserver/core/units'
import { expect, test, vi } from 'vitest'
import { as, createWorld, sellGuest } from '../../testing/world.ts'

const MIB = 1024 * 1024

test('an admin plans by hosts and all guests, a reseller by its pool and its own guests', async () => {
  const world = await createWorld()
  const mine = await world.tenant()
  const other = await world.tenant()
  await sellGuest(world, mine, 'web')
  await sellGuest(world, other, 'mail')
  await world.hub.refresh()
  const guests = async (ctx: typeof world.admin) => {
    const { plans } = await as(ctx).planner.read()
    return plans.find(({ planId }) => planId === world.planId)?.guests
  }
  expect(await guests(world.admin)).toBe(2)
  expect(await guests(mine.reseller)).toBe(1)
  expect(await as(world.admin).planner.read()).toMatchObject({ pool: null, hosts: [{ hostId: 'local' }] })
  const own = await as(mine.reseller).planner.read()
  expect(own.hosts).toEqual([])
  expect(own.pool?.find(({ kind }) => kind === 'memoryBytes')).toMatchObject({ reserved: 64 * MIB })
})

test('guests of every version of a plan are planned with', async () => {
  const world = await createWorld()
  const tenant = await world.tenant()
  await sellGuest(world, tenant, 'web')
  const old = await world.db.plan.findUniqueOrThrow({ where: { id: world.planId } })
  const next = { ...old, moreLimits: {}, id: 'next', version: 2 }
  await world.db.plan.update({ where: { id: old.id }, data: { supersededAt: new Date() } })
  await world.db.plan.create({ data: next })
  await sellGuest({ ...world, planId: next.id }, tenant, 'mail')
  await world.hub.refresh()
  const { plans } = await as(world.admin).planner.read()
  expect(plans.find(({ planId }) => planId === next.id)).toMatchObject({ guests: 2 })
})

test('what was measured lies at its hour, and gaps are no use', async () => {
  const world = await createWorld()
  const tenant = await world.tenant()
  await sellGuest(world, tenant, 'web')
  await world.hub.refresh()
  const toMs = Math.floor(world.clock.nowMs / HOUR_MS) * HOUR_MS
  const at = [toMs - 2 * HOUR_MS, toMs - HOUR_MS]
  const column = { memoryBytes: [null, 48 * MIB], cpuMillicores: [20, null], diskBytes: [null, null] }
  vi.spyOn(world.agent, 'sampleRange').mockResolvedValue({
    ...{ stepSeconds: 3600, at, average: column, maximum: column },
  })
  const { plans, hours } = await as(world.admin).planner.read()
  const [profile] = plans.find(({ planId }) => planId === world.planId)?.measured ?? []
  expect(profile?.memoryBytes).toHaveLength(hours)
  expect(profile?.memoryBytes.slice(-2)).toEqual([0, 48 * MIB].map((value) => Number(value.toPrecision(4))))
  expect(profile?.cpuMillicores.slice(-2)).toEqual([20, 0])
})
