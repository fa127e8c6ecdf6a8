import { VserverError } from '@vserver/core/errors'
import type { Db } from '@vserver/db'
import { expect, test } from 'vitest'
import type { Panel } from '../../context.ts'
import { as, createWorld, orderOf, sellGuest, type Tenant, type World } from '../../testing/world.ts'
import { settle } from './life.ts'
import { reconcileHost } from './reconcile.ts'

const LOST = new VserverError('TIMEOUT', 'no answer')

async function reservedGuests(tenant: Tenant): Promise<number | undefined> {
  const pool = await as(tenant.reseller).allowance.summary()
  return pool.find(({ kind }) => kind === 'guests')?.reserved
}

/** As if the request had been sent a while ago. */
async function age({ db }: World): Promise<void> {
  const past = new Date(Date.now() - 120_000)
  await db.guest.updateMany({ data: { lifeAt: past } })
  await db.guest.updateMany({ where: { limitIntentAt: { not: null } }, data: { limitIntentAt: past } })
}

test('a guest whose answer was lost becomes the tenant’s when it is on the host', async () => {
  const world = await createWorld()
  const tenant = await world.tenant()
  world.agent.refuse('createGuest', LOST, 'after')
  await expect(as(tenant.reseller).guest.create(orderOf(world, tenant, 'web'))).rejects.toBeDefined()
  await reconcileHost(world.panel, world.hub)
  expect(await world.db.guest.findMany()).toMatchObject([{ life: 'active', name: 'web' }])
  expect(await reservedGuests(tenant)).toBe(1)
})

test('a guest that never reached the host gives its reservation and its name back', async () => {
  const world = await createWorld()
  const tenant = await world.tenant()
  world.agent.refuse('createGuest', LOST)
  await expect(as(tenant.reseller).guest.create(orderOf(world, tenant, 'web'))).rejects.toBeDefined()
  await reconcileHost(world.panel, world.hub)
  expect(await reservedGuests(tenant), 'it may still be under way').toBe(1)
  await age(world)
  await reconcileHost(world.panel, world.hub)
  expect(await reservedGuests(tenant)).toBe(0)
  expect((await as(tenant.reseller).guest.list()).rows).toEqual([])
  await as(tenant.reseller).guest.create(orderOf(world, tenant, 'web'))
})

test('a creation that fails on the host gives its reservation back', async () => {
  const world = await createWorld()
  const tenant = await world.tenant()
  world.agent.hold = true
  const { operationId } = await as(tenant.reseller).guest.create(orderOf(world, tenant, 'web'))
  await reconcileHost(world.panel, world.hub)
  expect(await reservedGuests(tenant)).toBe(1)
  world.agent.guests.clear()
  const error = { code: 'NO_CAPACITY', message: 'The storage of the host is full.', hint: null }
  world.agent.finish(operationId, 'failed', error)
  await reconcileHost(world.panel, world.hub)
  expect(await reservedGuests(tenant)).toBe(0)
  const told = { state: 'failed', subject: 'web', error }
  expect(await as(tenant.reseller).operation.list(), 'why is still told').toMatchObject([told])
  expect(await as(tenant.reseller).audit.list()).toMatchObject([
    { action: 'guest.create', subject: 'web', outcome: 'failed', detail: 'NO_CAPACITY' },
  ])
})

test('a deletion gives the pool its part back only when the guest is gone from the host', async () => {
  const world = await createWorld()
  const tenant = await world.tenant()
  const guestId = await sellGuest(world, tenant, 'web')
  const kept = new Map(world.agent.guests)
  world.agent.hold = true
  const { operationId } = await as(tenant.reseller).guest.delete({ guestId, confirmName: 'web' })
  for (const [name, guest] of kept) world.agent.guests.set(name, guest)
  await reconcileHost(world.panel, world.hub)
  expect(await reservedGuests(tenant)).toBe(1)
  world.agent.guests.clear()
  world.agent.finish(operationId, 'succeeded')
  await reconcileHost(world.panel, world.hub)
  expect(await reservedGuests(tenant)).toBe(0)
  await expect(as(tenant.reseller).guest.get({ guestId })).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test('a deletion that the host refuses leaves the guest as it was', async () => {
  const world = await createWorld()
  const tenant = await world.tenant()
  const guestId = await sellGuest(world, tenant, 'web')
  world.agent.refuse('actOnGuest', new VserverError('RATE_LIMITED', 'too many'))
  const request = { guestId, confirmName: 'web' }
  await expect(as(tenant.reseller).guest.delete(request)).rejects.toMatchObject({ code: 'TOO_MANY_REQUESTS' })
  expect(await world.db.guest.findUnique({ where: { id: guestId } })).toMatchObject({ life: 'active' })
  await expect(as(tenant.reseller).guest.delete({ guestId, confirmName: 'wep' })).rejects.toMatchObject({
    code: 'BAD_REQUEST',
  })
})

test('a limit whose answer was lost is what the host says', async () => {
  const world = await createWorld()
  const tenant = await world.tenant()
  const guestId = await sellGuest(world, tenant, 'web')
  const change = { memoryBytes: 128 * 1024 * 1024 }
  world.agent.refuse('setLimit', LOST, 'after')
  await expect(as(tenant.reseller).limit.set({ guestId, change })).rejects.toBeDefined()
  await age(world)
  await reconcileHost(world.panel, world.hub)
  const row = await world.db.guest.findUniqueOrThrow({ where: { id: guestId } })
  expect(row).toMatchObject({ memoryBytes: BigInt(change.memoryBytes), limitIntentAt: null })
})

/** How often the database is asked. */
function counted(world: World): { panel: Panel; questions: () => number } {
  let questions = 0
  const db = world.db.$extends({
    query: {
      $allOperations: ({ args, query }) => {
        questions += 1
        return query(args)
      },
    },
  })
  return { panel: { ...world.panel, db: db as unknown as Db }, questions: () => questions }
}

test('many guests that are as they should be cost no more questions than one', async () => {
  const world = await createWorld()
  const tenant = await world.tenant()
  const look = async () => {
    // The first look books which guests run.
    await reconcileHost(world.panel, world.hub)
    const { panel, questions } = counted(world)
    await reconcileHost(panel, world.hub)
    return questions()
  }
  await sellGuest(world, tenant, 'web')
  const ofOne = await look()
  for (const name of ['mail', 'shop', 'wiki']) await sellGuest(world, tenant, name)
  expect(ofOne).toBeGreaterThan(0)
  expect(await look()).toBe(ofOne)
})

test.each([
  ['creating', 1000, false, null, 'wait'],
  ['creating', 60_000, false, null, 'bury'],
  ['creating', 60_000, true, null, 'activate'],
  ['creating', 60_000, false, 'running', 'wait'],
  ['creating', 1000, false, 'failed', 'bury'],
  ['creating', 1000, true, 'failed', 'activate'],
  ['creating', 1000, true, 'succeeded', 'activate'],
  ['deleting', 1000, true, null, 'wait'],
  ['deleting', 60_000, true, null, 'activate'],
  ['deleting', 1000, true, 'failed', 'activate'],
  ['deleting', 1000, true, 'succeeded', 'wait'],
  ['deleting', 1000, false, 'succeeded', 'bury'],
] as const)('%s for %i ms, on the host %s, operation %s: %s', (life, ageMs, isOnHost, state, verdict) => {
  const operation = state ? ({ state } as never) : null
  expect(settle({ life, ageMs, isOnHost, operation })).toBe(verdict)
})
