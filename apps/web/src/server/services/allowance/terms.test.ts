import { UNLIMITED } from '@vserver/core/limit/model'
import { MIB } from '@vserver/core/units'
import { expect, test } from 'vitest'
import { as, createWorld, ENDLESS_POOL, orderOf, type Tenant, type World } from '../../testing/world.ts'
import { PLAIN_TERMS, type PoolTerms } from './model.ts'
import { tellOveruse } from './tell-overuse.ts'

const POOL = { ...ENDLESS_POOL, memoryBytes: 10 * 64 * MIB }

async function withTerms(terms: Partial<PoolTerms>) {
  const world = await createWorld()
  const tenant = await world.tenant()
  await setTerms(world, tenant, terms)
  return { world, tenant }
}

function setTerms(world: World, { resellerId: accountId }: Tenant, terms: Partial<PoolTerms>) {
  const request = { accountId, allowances: POOL, terms: { ...PLAIN_TERMS, ...terms } }
  return as(world.admin).account.setAllowances(request)
}

async function order(world: World, tenant: Tenant, count: number) {
  const orders = Array.from({ length: count }, (_, i) => orderOf(world, tenant, `web${i}`))
  const results = await Promise.allSettled(orders.map((one) => as(tenant.reseller).guest.create(one)))
  return results.filter(({ status }) => status === 'fulfilled').length
}

test('forty orders at once against a pool for ten that may be oversold by half make fifteen guests', async () => {
  const { world, tenant } = await withTerms({ oversellPercent: 50 })
  expect(await order(world, tenant, 40)).toBe(15)
  const memory = (await as(tenant.reseller).allowance.summary()).find(({ kind }) => kind === 'memoryBytes')
  expect(memory).toMatchObject({ granted: POOL.memoryBytes, reserved: 15 * 64 * MIB, left: 0 })
  expect((await as(world.admin).ledger.prove()).drifts).toEqual([])
})

test('what is oversold is taken back only when it is not sold', async () => {
  const { world, tenant } = await withTerms({ oversellPercent: 50 })
  await order(world, tenant, 15)
  await expect(setTerms(world, tenant, {})).rejects.toMatchObject({ cause: { subject: 'memoryBytes' } })
})

test('a pool that may be overused takes what does not fit, and tells of it once', async () => {
  const { world, tenant } = await withTerms({ overuse: 'notify' })
  expect(await order(world, tenant, 12)).toBe(12)
  await tellOveruse(world.panel)
  await tellOveruse(world.panel)
  expect(new Set(world.mails.map(({ to }) => to)).size).toBe(world.mails.length)
  expect(world.mails.length).toBe(2)
  expect(world.mails[0]?.text).toContain('memory')
  const actions = (await world.db.auditRow.findMany({ where: { userId: 'panel' } })).map((row) => row.action)
  expect(actions).toEqual(['pool.overused'])
  expect((await as(world.admin).ledger.prove()).drifts).toEqual([])
})

test('where nobody wants to be told nobody is, and what has no bound still does not fit', async () => {
  const { world, tenant } = await withTerms({ overuse: 'allow' })
  expect(await order(world, tenant, 11)).toBe(11)
  await tellOveruse(world.panel)
  expect(world.mails).toEqual([])
  const endless = { ...UNLIMITED, cpuMillicores: 100 }
  const { id: planId } = await as(tenant.reseller).plan.create({ name: 'endless', limit: endless })
  const one = { ...orderOf(world, tenant, 'endless'), planId }
  await expect(as(tenant.reseller).guest.create(one)).rejects.toMatchObject({ code: 'PAYMENT_REQUIRED' })
})

test('one guest may not have more than the most, neither new nor grown', async () => {
  const { world, tenant } = await withTerms({ guestMemoryBytes: 96 * MIB })
  const { guestId } = await as(tenant.reseller).guest.create(orderOf(world, tenant, 'web'))
  await world.db.guest.update({ where: { id: guestId }, data: { life: 'active' } })
  const grow = (memoryBytes: number | null) =>
    as(tenant.reseller).limit.set({ guestId, change: { memoryBytes } })
  for (const amount of [97 * MIB, null])
    await expect(grow(amount)).rejects.toMatchObject({
      cause: { code: 'ALLOWANCE_EXCEEDED', subject: 'memory' },
    })
  await grow(96 * MIB)
  await setTerms(world, tenant, { guestMemoryBytes: 64 * MIB })
  await grow(80 * MIB)
})

test('of customers beyond the number that was agreed none is made, also at once', async () => {
  const { world, tenant } = await withTerms({ customers: 3 })
  const add = (n: number) =>
    as(tenant.reseller).customer.create({ name: `c${n}`, email: `c${n}@example.test` } as never)
  const made = await Promise.allSettled([1, 2, 3, 4, 5].map(add))
  expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(2)
  expect(await world.db.account.count({ where: { parentId: tenant.resellerId } })).toBe(3)
})

test('a ledger is not repaired while the guest is being changed', async () => {
  const { world, tenant } = await withTerms({})
  const { guestId } = await as(tenant.reseller).guest.create(orderOf(world, tenant, 'web'))
  await world.db.guest.update({ where: { id: guestId }, data: { life: 'active', limitIntentAt: new Date() } })
  for (const repair of ['ledger', 'adopt', 'restore'] as const)
    await expect(as(world.admin).ledger.repair({ guestId: guestId as never, repair })).rejects.toMatchObject({
      cause: { code: 'BUSY' },
    })
  expect((await world.db.guest.findUniqueOrThrow({ where: { id: guestId } })).limitIntentAt).not.toBeNull()
})

test('the form offers what an order would get: by the terms and the host, not by the size of the pool alone', async () => {
  const { world, tenant } = await withTerms({ overuse: 'allow' })
  await order(world, tenant, 11)
  const offer = async () => (await as(tenant.reseller).plan.list()).find(({ id }) => id === world.planId)
  expect(await offer()).toMatchObject({ roomFor: 29, blockedBy: 'cpuMillicores', blockedOn: 'host' })
  await setTerms(world, tenant, { overuse: 'allow', guestMemoryBytes: 63 * MIB })
  expect(await offer()).toMatchObject({ roomFor: 0, blockedBy: 'memoryBytes', blockedOn: 'pool' })
  await expect(as(tenant.reseller).guest.create(orderOf(world, tenant, 'next'))).rejects.toMatchObject({
    cause: { subject: 'memory' },
  })
})
