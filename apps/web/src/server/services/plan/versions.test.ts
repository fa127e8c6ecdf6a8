import { UNLIMITED } from '@vserver/core/limit/model'
import { GIB, MIB } from '@vserver/core/units'
import { expect, test } from 'vitest'
import { as, createWorld, ENDLESS_POOL, orderOf } from '../../testing/world.ts'
import { planStep } from './step.ts'

const SMALL = { ...UNLIMITED, memoryBytes: 64 * MIB, cpuMillicores: 100, processes: 64 }
const LARGE = { ...SMALL, memoryBytes: 128 * MIB, processes: 128 }

async function withPlan() {
  const world = await createWorld()
  const tenant = await world.tenant()
  const { id: planId } = await as(tenant.reseller).plan.create({ name: 'Shop', limit: SMALL })
  const sell = async (name: string) => {
    const { guestId } = await as(tenant.reseller).guest.create({ ...orderOf(world, tenant, name), planId })
    await world.db.guest.update({ where: { id: guestId }, data: { life: 'active' } })
    return guestId
  }
  return { world, tenant, planId, sell }
}

test('a plan step changes what the versions differ in, and keeps what was chosen for the guest alone', () => {
  const own = { ...SMALL, processes: 90 }
  expect(planStep({ held: own, sold: SMALL, offered: LARGE })).toEqual({
    change: { memoryBytes: 128 * MIB },
    kept: ['processes'],
  })
  expect(planStep({ held: LARGE, sold: SMALL, offered: LARGE })).toEqual({ change: {}, kept: [] })
})

test('a changed plan leaves sold guests as they are, and new ones get the new version', async () => {
  const { world, tenant, planId, sell } = await withPlan()
  const old = await sell('old')
  const plan = { name: 'Shop 2', limit: LARGE }
  const next = await as(tenant.reseller).plan.revise({ planId, plan })
  expect(next).toMatchObject({ version: 2 })
  expect(world.agent.guests.size).toBe(1)
  const { memoryBytes } = await world.db.guest.findUniqueOrThrow({ where: { id: old } })
  expect(memoryBytes).toBe(BigInt(64 * MIB))
  const listed = (await as(tenant.reseller).plan.list()).find(({ name }) => name === 'Shop 2')
  expect(listed).toMatchObject({ id: next.id, version: 2, guests: 1, olderGuests: 1, isOwn: true })
  const order = { ...orderOf(world, tenant, 'new'), planId }
  await expect(as(tenant.reseller).guest.create(order)).rejects.toMatchObject({
    cause: { code: 'INVALID_STATE', subject: 'Shop' },
  })
  const { guestId } = await as(tenant.reseller).guest.create({ ...order, planId: next.id })
  expect(await as(tenant.reseller).limit.get({ guestId })).toMatchObject({ plan: LARGE })
})

test('a change that changes nothing makes no version, and of two at once one is refused', async () => {
  const { world, tenant, planId } = await withPlan()
  const revise = (memoryBytes: number) =>
    as(tenant.reseller).plan.revise({ planId, plan: { name: 'Shop', limit: { ...SMALL, memoryBytes } } })
  expect(await revise(64 * MIB)).toEqual({ id: planId, version: 1 })
  const both = await Promise.allSettled([revise(GIB), revise(2 * GIB)])
  expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  const rows = await world.db.plan.findMany({ where: { familyId: both[0] && (await familyOf()) } })
  expect(rows.map(({ version }) => version).sort()).toEqual([1, 2])
  async function familyOf() {
    return (await world.db.plan.findUniqueOrThrow({ where: { id: planId } })).familyId
  }
})

test('a retired plan is not sold until it is sold again', async () => {
  const { world, tenant, planId, sell } = await withPlan()
  await as(tenant.reseller).plan.retire({ planId, retired: true })
  await expect(sell('web')).rejects.toMatchObject({ cause: { code: 'INVALID_STATE' } })
  expect(world.agent.guests.size).toBe(0)
  await as(tenant.reseller).plan.retire({ planId, retired: false })
  await sell('web')
})

test('nobody changes a plan of somebody else, a reseller not even a house plan', async () => {
  const { world, tenant, planId } = await withPlan()
  const other = await world.tenant()
  const plan = { name: 'Mine', limit: LARGE }
  const house = world.planId
  for (const [ctx, id] of [
    [other.reseller, planId],
    [tenant.reseller, house],
    [world.admin, planId],
  ] as const)
    await expect(as(ctx).plan.revise({ planId: id, plan })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await expect(as(other.reseller).plan.preview({ planId })).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test('the preview says what each guest gets, and where the pool ends', async () => {
  const { world, tenant, planId, sell } = await withPlan()
  for (const name of ['a', 'b', 'c']) await sell(name)
  const pool = { ...ENDLESS_POOL, memoryBytes: (3 * 64 + 2 * 64) * MIB }
  await as(world.admin).account.setAllowances({ accountId: tenant.resellerId, allowances: pool })
  const { id } = await as(tenant.reseller).plan.revise({ planId, plan: { name: 'Shop', limit: LARGE } })
  const rows = await as(tenant.reseller).plan.preview({ planId: id })
  expect(rows.map(({ name, blockedBy }) => [name, blockedBy])).toEqual([
    ['a', null],
    ['b', null],
    ['c', 'memoryBytes'],
  ])
  expect(rows[0]).toMatchObject({ version: 1, change: { memoryBytes: 128 * MIB, processes: 128 }, kept: [] })
})
