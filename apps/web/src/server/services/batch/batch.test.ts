import { UNLIMITED } from '@vserver/core/limit/model'
import { MIB } from '@vserver/core/units'
import { expect, onTestFinished, test } from 'vitest'
import { shareLanguages } from '@/language/current.ts'
import type { Language } from '@/language/languages.ts'
import { as, createWorld, orderOf, sellGuest, type Tenant, type World } from '../../testing/world.ts'
import { runBatches } from './run.ts'

const SMALL = { ...UNLIMITED, memoryBytes: 64 * MIB, cpuMillicores: 100, processes: 64 }
const LARGE = { ...SMALL, memoryBytes: 128 * MIB, processes: 128 }
const key = () => crypto.randomUUID()

async function threeGuests() {
  const world = await createWorld()
  const tenant = await world.tenant()
  const guestIds: string[] = []
  for (const name of ['a', 'b', 'c']) guestIds.push(await sellGuest(world, tenant, name))
  await world.hub.refresh()
  return { world, tenant, guestIds }
}

async function run(world: World, tenant: Tenant, batchId: string) {
  await runBatches(world.panel, new AbortController().signal)
  return as(tenant.reseller).batch.get({ batchId })
}

/** Sold on the first version, which has a second one now. */
async function olderGuests(memoryBytes: number) {
  const world = await createWorld()
  const tenant = await world.tenant()
  const caller = as(tenant.reseller)
  const { id: planId } = await caller.plan.create({ name: 'Shop', limit: SMALL })
  const guestIds: string[] = []
  for (const name of ['a', 'b']) {
    const { guestId } = await caller.guest.create({ ...orderOf(world, tenant, name), planId })
    await world.db.guest.update({ where: { id: guestId }, data: { life: 'active' } })
    guestIds.push(guestId)
  }
  const next = await caller.plan.revise({ planId, plan: { name: 'Shop', limit: { ...LARGE, memoryBytes } } })
  return { world, tenant, guestIds, planId: next.id }
}

test('a batch does its act to every guest and says how each went', async () => {
  const { world, tenant, guestIds } = await threeGuests()
  await as(tenant.reseller).guest.stop({ guestId: guestIds[0] ?? '' })
  await world.hub.refresh()
  const { batchId } = await as(tenant.reseller).batch.start({ kind: 'stop', guestIds, requestKey: key() })
  const view = await run(world, tenant, batchId)
  expect(view).toMatchObject({ state: 'done', counts: { done: 3, failed: 0, waiting: 0 } })
  expect(view.items[0]).toMatchObject({ guestName: 'a', message: 'It was stopped.' })
  expect([...world.agent.guests.values()].map(({ state }) => state)).toEqual(Array(3).fill('stopped'))
})

test('the same key begins one batch, and a guest of somebody else begins none', async () => {
  const { world, tenant, guestIds } = await threeGuests()
  const other = await world.tenant()
  const request = { kind: 'restart' as const, guestIds, requestKey: key() }
  const first = await as(tenant.reseller).batch.start(request)
  expect(await as(tenant.reseller).batch.start(request)).toEqual(first)
  await expect(as(other.reseller).batch.start({ ...request, requestKey: key() })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  })
  await expect(as(other.reseller).batch.get(first)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  expect(await world.db.batch.count()).toBe(1)
})

test('what is cancelled before its turn is left out', async () => {
  const { world, tenant, guestIds } = await threeGuests()
  const { batchId } = await as(tenant.reseller).batch.start({ kind: 'stop', guestIds, requestKey: key() })
  await as(tenant.reseller).batch.cancel({ batchId })
  expect(await run(world, tenant, batchId)).toMatchObject({ state: 'cancelled', counts: { skipped: 3 } })
  await expect(as(tenant.reseller).batch.cancel({ batchId })).rejects.toMatchObject({
    cause: { code: 'INVALID_STATE' },
  })
})

test('a batch ends with the sign-in that began it', async () => {
  const { world, tenant, guestIds } = await threeGuests()
  const { batchId } = await as(tenant.reseller).batch.start({ kind: 'stop', guestIds, requestKey: key() })
  await world.db.session.delete({ where: { id: tenant.reseller.viewer.sessionId } })
  expect(await run(world, tenant, batchId)).toMatchObject({ counts: { failed: 3 } })
  expect([...world.agent.guests.values()].map(({ state }) => state)).toEqual(Array(3).fill('running'))
})

test('a newer version is given to older guests, but for what was chosen for one alone', async () => {
  const { world, tenant, guestIds, planId } = await olderGuests(128 * MIB)
  const [first = ''] = guestIds
  await as(tenant.reseller).limit.set({ guestId: first, change: { processes: 90 } })
  const request = { kind: 'applyPlan' as const, planId, guestIds, requestKey: key() }
  const { batchId } = await as(tenant.reseller).batch.start(request)
  expect(await run(world, tenant, batchId)).toMatchObject({ counts: { done: 2 } })
  const rows = await world.db.guest.findMany({ orderBy: { name: 'asc' } })
  expect(rows.map(({ memoryBytes, processes }) => [Number(memoryBytes), processes])).toEqual([
    [128 * MIB, 90],
    [128 * MIB, 128],
  ])
  expect(new Set(rows.map((row) => row.planId))).toEqual(new Set([planId]))
})

test('a guest that does not fit the pool keeps its version, and says why', async () => {
  const { world, tenant, guestIds, planId } = await olderGuests(950 * MIB)
  const request = { kind: 'applyPlan' as const, planId, guestIds, requestKey: key() }
  const { batchId } = await as(tenant.reseller).batch.start(request)
  const view = await run(world, tenant, batchId)
  expect(view.counts).toMatchObject({ done: 1, failed: 1 })
  expect(view.items.find(({ state }) => state === 'failed')?.message).toContain('not enough memory')
})

test('why a guest was left as it was is read in the language of who looks, with what was filled in', async () => {
  let language: Language = 'en'
  const de = {
    'Your pool has not enough {what} left; choose less, delete a guest, or ask for a larger pool.':
      'Zu wenig {what}.',
    memory: 'Arbeitsspeicher',
    'Its seller has stopped it: {reason}': 'Vom Verkäufer angehalten: {reason}',
    'It was stopped.': 'Er war angehalten.',
  }
  shareLanguages({ catalogs: { de }, ofRequest: () => language })
  onTestFinished(() => shareLanguages({ catalogs: {}, ofRequest: () => undefined }))
  const { world, tenant, guestIds, planId } = await olderGuests(950 * MIB)
  const caller = as(tenant.reseller)
  const plan = await caller.batch.start({ kind: 'applyPlan', planId, guestIds, requestKey: key() })
  await runBatches(world.panel, new AbortController().signal)
  const [guestId = ''] = guestIds
  await world.hub.refresh()
  await caller.guest.suspend({ guestId, step: 'stopped', reason: 'memory', escalateDays: null })
  await world.hub.refresh()
  const start = await caller.batch.start({ kind: 'start', guestIds: [guestId], requestKey: key() })
  const stop = await caller.batch.start({ kind: 'stop', guestIds: [guestId], requestKey: key() })
  await runBatches(world.panel, new AbortController().signal)
  const said = async ({ batchId }: { batchId: string }) => {
    const { items } = await caller.batch.get({ batchId })
    return items.map(({ message }) => message).filter((message) => message !== null)
  }
  const English =
    'Your pool has not enough memory left; choose less, delete a guest, or ask for a larger pool.'
  expect(await said(plan)).toEqual([English])
  expect(await said(start)).toEqual(['Its seller has stopped it: memory'])
  language = 'de'
  expect(await said(plan)).toEqual(['Zu wenig Arbeitsspeicher.'])
  expect(await said(start)).toEqual(['Vom Verkäufer angehalten: memory'])
  expect(await said(stop)).toEqual(['Er war angehalten.'])
})

test('what a panel had in hand when it died is done again, or told when that would be twice', async () => {
  const { world, tenant, guestIds, planId } = await olderGuests(128 * MIB)
  const dead = { state: 'running' as const, startedAt: new Date() }
  const apply = { kind: 'applyPlan' as const, planId, guestIds, requestKey: key() }
  const first = await as(tenant.reseller).batch.start(apply)
  await world.db.batchItem.updateMany({ where: { batchId: first.batchId }, data: dead })
  expect(await run(world, tenant, first.batchId)).toMatchObject({ counts: { done: 2 } })
  const restart = { kind: 'restart' as const, guestIds, requestKey: key() }
  const second = await as(tenant.reseller).batch.start(restart)
  await world.db.batchItem.updateMany({ where: { batchId: second.batchId, position: 0 }, data: dead })
  const view = await run(world, tenant, second.batchId)
  expect(view.counts).toMatchObject({ done: 1, failed: 1 })
  expect(view.items[0]?.message).toContain('look at the guest')
})
