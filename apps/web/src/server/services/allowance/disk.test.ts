import { VserverError } from '@vserver/core/errors'
import { UNLIMITED } from '@vserver/core/limit/model'
import { GIB, MIB } from '@vserver/core/units'
import { expect, test } from 'vitest'
import {
  as,
  createWorld,
  ENDLESS_POOL,
  orderOf,
  sellGuest,
  type Tenant,
  type World,
} from '../../testing/world.ts'

const LIMIT = { ...UNLIMITED, memoryBytes: 64 * MIB, cpuMillicores: 100, processes: 64 }

/** A tenant with this pool of disk, and a plan of 2 GiB and 1,000 inodes. */
async function withDisk(pool: { diskBytes: number | null; inodes: number | null }) {
  const world = await createWorld()
  const tenant = await world.tenant()
  const accountId = tenant.resellerId
  await as(world.admin).account.setAllowances({ accountId, allowances: { ...ENDLESS_POOL, ...pool } })
  const limit = { ...LIMIT, diskBytes: 2 * GIB, inodes: 1000 }
  const { id: planId } = await as(tenant.reseller).plan.create({ name: 'disk', limit })
  return { world: { ...world, planId }, tenant, setPool: setPoolOf(world, accountId) }
}

function setPoolOf(world: World, accountId: string) {
  return (pool: { diskBytes: number | null; inodes: number | null }) =>
    as(world.admin).account.setAllowances({ accountId, allowances: { ...ENDLESS_POOL, ...pool } })
}

async function reserved(tenant: Tenant, kind: 'diskBytes' | 'inodes'): Promise<number | undefined> {
  return (await as(tenant.reseller).allowance.summary()).find((line) => line.kind === kind)?.reserved
}

test.each([
  ['disk space', { diskBytes: 7 * GIB, inodes: null }],
  ['inodes', { diskBytes: null, inodes: 3500 }],
] as const)(
  'twenty orders at once against a pool with %s for three make three guests',
  async (noun, pool) => {
    const { world, tenant } = await withDisk(pool)
    const orders = Array.from({ length: 20 }, (_, i) => orderOf(world, tenant, `web${i}`))
    const results = await Promise.allSettled(orders.map((order) => as(tenant.reseller).guest.create(order)))
    const refused = results.filter((result) => result.status === 'rejected')
    expect(refused).toHaveLength(17)
    for (const { reason } of refused) {
      expect(reason).toMatchObject({ code: 'PAYMENT_REQUIRED', cause: { subject: noun } })
    }
    expect(world.agent.guests.size).toBe(3)
    expect(await reserved(tenant, 'diskBytes')).toBe(6 * GIB)
    expect(await reserved(tenant, 'inodes')).toBe(3000)
  },
  60_000,
)

test('twenty guests that grow at once never hold more disk than the pool', async () => {
  const { world, tenant } = await withDisk({ diskBytes: 46 * GIB, inodes: null })
  const ids: string[] = []
  for (let i = 0; i < 20; i++) ids.push(await sellGuest(world, tenant, `web${i}`))
  const change = { diskBytes: 4 * GIB }
  const grown = await Promise.allSettled(
    ids.map((guestId) => as(tenant.reseller).limit.set({ guestId, change })),
  )
  expect(grown.filter(({ status }) => status === 'fulfilled')).toHaveLength(3)
  expect(await reserved(tenant, 'diskBytes')).toBe(46 * GIB)
}, 60_000)

test('a plan without a disk limit fits only a pool without one, and says what is missing', async () => {
  const { world, tenant } = await withDisk({ diskBytes: 100 * GIB, inodes: null })
  const { id: planId } = await as(tenant.reseller).plan.create({ name: 'endless', limit: LIMIT })
  const order = { ...orderOf(world, tenant, 'web'), planId }
  await expect(as(tenant.reseller).guest.create(order)).rejects.toMatchObject({ code: 'PAYMENT_REQUIRED' })
  world.agent.hostFacts.cpus = 64
  world.agent.storageFacts.bytesFree = 100 * GIB
  const plans = await as(tenant.reseller).plan.list()
  expect(plans.find(({ id }) => id === planId)).toMatchObject({ roomFor: 0, blockedBy: 'diskBytes' })
  expect(plans.find(({ id }) => id === world.planId)).toMatchObject({ roomFor: 50, blockedBy: 'diskBytes' })
})

test('a reseller with a finite pool of disk sells the house plans, whose guests have a disk limit', async () => {
  const { world, tenant } = await withDisk({ diskBytes: 15 * GIB, inodes: 1_000_000 })
  const plans = await as(tenant.reseller).plan.list()
  const house = ['S', 'M', 'L'].map((name) => plans.find((plan) => plan.name === name))
  expect(house.map((plan) => plan?.roomFor)).toEqual([3, 1, 0])
  const order = { ...orderOf(world, tenant, 'web'), planId: house[1]?.id ?? '' }
  const { guestId } = await as(tenant.reseller).guest.create(order)
  const row = await world.db.guest.findUniqueOrThrow({ where: { id: guestId } })
  expect(row).toMatchObject({ diskBytes: BigInt(10 * GIB), inodes: 500_000n })
  expect(await reserved(tenant, 'diskBytes')).toBe(10 * GIB)
})

test('disk that shrinks goes back to the pool only when the host has done it', async () => {
  const { world, tenant } = await withDisk({ diskBytes: 4 * GIB, inodes: null })
  const guestId = await sellGuest(world, tenant, 'web')
  const shrink = () => as(tenant.reseller).limit.set({ guestId, change: { diskBytes: GIB } })
  world.agent.refuse('setLimit', new VserverError('INVALID_STATE', 'in use', { hint: 'It uses 2 GiB.' }))
  await expect(shrink()).rejects.toMatchObject({ cause: { hint: 'It uses 2 GiB.' } })
  expect(await reserved(tenant, 'diskBytes')).toBe(2 * GIB)
  await shrink()
  expect(await reserved(tenant, 'diskBytes')).toBe(GIB)
  const row = await world.db.guest.findUniqueOrThrow({ where: { id: guestId } })
  expect(row).toMatchObject({ diskBytes: BigInt(GIB), inodes: 1000n, moreLimits: {} })
})

test('a pool of disk is not cut below what guests hold, and a deleted guest gives its part back', async () => {
  const { world, tenant, setPool } = await withDisk({ diskBytes: 4 * GIB, inodes: 5000 })
  const guestId = await sellGuest(world, tenant, 'web')
  await expect(setPool({ diskBytes: GIB, inodes: null })).rejects.toMatchObject({
    code: 'PRECONDITION_FAILED',
    cause: { subject: 'diskBytes' },
  })
  await as(tenant.reseller)
    .limit.set({ guestId, change: { inodes: null } })
    .catch(() => {})
  expect(await reserved(tenant, 'inodes')).toBe(1000)
  await setPool({ diskBytes: 2 * GIB, inodes: 1000 })
})
