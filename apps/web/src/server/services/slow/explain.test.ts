import { MIB } from '@vserver/core/units'
import { createPlan } from '@vserver/db/seed'
import { expect, test } from 'vitest'
import { as, createWorld, sellGuest } from '../../testing/world.ts'

test('the advice names the plans that the reseller of the guest sells, and none of another', async () => {
  const world = await createWorld()
  const tenant = await world.tenant()
  const other = await world.tenant()
  const guestId = await sellGuest(world, tenant, 'web')
  const cpu = { cpuMillicores: 100, processes: 64 }
  await createPlan(world.db, { name: 'M', memoryBytes: 128 * MIB, ...cpu, accountId: tenant.resellerId })
  await createPlan(world.db, { name: 'Foreign', memoryBytes: 96 * MIB, ...cpu, accountId: other.resellerId })
  const advice = {
    ...{ limit: 'memoryBytes' as const, from: 64 * MIB, to: 90 * MIB },
    ...{ hits: 14, hitsAvoided: 13 },
  }
  world.agent.insight.verdict = { cause: 'memoryCap', share: 0.4, advice: [advice] }
  for (const viewer of [tenant.customer, tenant.reseller, world.admin]) {
    const { verdict, plans } = await as(viewer).slow.explain({ guestId, range: 'day' })
    expect(verdict.cause).toBe('memoryCap')
    expect(plans.map(({ planName }) => planName)).not.toContain('Foreign')
    expect(plans[0]).toMatchObject({ planName: 'M', hits: 14, hitsAvoided: 13 })
  }
})

test('a young guest is judged by its life, not by the time before it', async () => {
  const world = await createWorld()
  const tenant = await world.tenant()
  const guestId = await sellGuest(world, tenant, 'web')
  const judgedMs = async () => {
    const { verdict } = await as(tenant.customer).slow.explain({ guestId, range: 'week' })
    return verdict.toMs - verdict.fromMs
  }
  expect(await judgedMs()).toBe(60_000)
  const { createdAt } = await world.db.guest.findUniqueOrThrow({ where: { id: guestId } })
  world.clock.nowMs = createdAt.getTime() + 7_200_000
  expect(await judgedMs()).toBe(7_200_000)
  world.clock.nowMs += 30 * 86_400_000
  expect(await judgedMs()).toBe(7 * 86_400_000)
})

test('only the columns that are asked for come, and a figure the host does not keep is a gap', async () => {
  const world = await createWorld()
  const tenant = await world.tenant()
  const guestId = await sellGuest(world, tenant, 'web')
  world.agent.insight.guestColumns = { load1: [1, null, 3], memoryBytes: [1, 2, 3] }
  const metrics = ['load1' as const, 'sockets' as const]
  const series = await as(tenant.customer).sample.range({ guestId, range: 'week', metrics })
  expect(series.average).toEqual({ load1: [1, null, 3], sockets: [null, null, null] })
  expect(series.toMs - series.fromMs).toBe(7 * 86_400_000)
})

test('who takes what others of a host wait for is named to its admin, and nobody where nobody waits', async () => {
  const world = await createWorld()
  const tenant = await world.tenant()
  const guestId = await sellGuest(world, tenant, 'web')
  const name = [...world.agent.guests.keys()][0] ?? ''
  world.agent.insight.top = [
    { name, value: 900 },
    { name: 'unknown', value: 100 },
  ]
  world.agent.insight.hostColumns = { cpuPressureSome: [0.01], ioPressureSome: [0] }
  expect(await as(world.admin).host.noisy({ hostId: 'local' })).toEqual([])
  world.agent.insight.hostColumns = { cpuPressureSome: [0.5, null, 0.7], ioPressureSome: [0] }
  expect(await as(world.admin).host.noisy({ hostId: 'local' })).toMatchObject([
    { guestId, name: 'web', resource: 'cpu', share: 0.9, pressure: 0.6 },
  ])
  const top = await as(world.admin).host.top({ hostId: 'local', metric: 'cpuMillicores' })
  expect(top.map((guest) => [guest.guestId, guest.name, guest.value])).toEqual([
    [guestId, 'web', 900],
    [null, 'unknown', 100],
  ])
})
