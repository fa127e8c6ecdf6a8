import { VserverError } from '@vserver/core/errors'
import type { Hit } from '@vserver/core/hit/model'
import { expect, test } from 'vitest'
import { as, createWorld, sellGuest, type Tenant, type World } from '../../testing/world.ts'
import { mergePage } from './merge.ts'
import type { TimelineEntry, TimelineKind } from './model.ts'

const MINUTE_MS = 60_000

/** A guest with a hit, a change of state, a console, a change of limits and a restart, in this order of time. */
async function eventful() {
  const world = await createWorld()
  const tenant = await world.tenant()
  const guestId = await sellGuest(world, tenant, 'web')
  const name = [...world.agent.guests.keys()][0] ?? ''
  const beganMs = world.clock.nowMs - 60 * MINUTE_MS
  world.agent.insight.hits = [aHit(1, name, beganMs), aHit(2, 'of-another', beganMs)]
  world.agent.insight.changes = [{ at: beganMs + MINUTE_MS, state: 'up', reason: 'wanted' }]
  await world.db.console.create({
    data: {
      id: crypto.randomUUID(),
      guestId,
      userId: world.support.viewer.id,
      openedAt: new Date(beganMs + 2 * MINUTE_MS),
      closedAt: new Date(beganMs + 3 * MINUTE_MS),
    },
  })
  await as(tenant.reseller).limit.set({ guestId, change: { cpuWeight: 50 } })
  await as(tenant.customer).guest.restart({ guestId })
  world.clock.nowMs = Date.now() + 1000
  return { world, tenant, guestId }
}

function aHit(id: number, name: string, at: number): Hit {
  return { id, name, at, resource: 'memory', effect: 'killed', count: 1, limit: 1024, processes: [] }
}

const listed = async ({ customer }: Tenant, input: { guestId: string; kinds?: TimelineKind[] }) =>
  (await as(customer).timeline.list(input)).entries

test('everything that happened to a guest is in one list, the newest first', async () => {
  const { tenant, guestId } = await eventful()
  const entries = await listed(tenant, { guestId })
  expect(entries.map(({ kind }) => kind)).toEqual(['act', 'limit', 'act', 'console', 'state', 'hit'])
  expect(entries[3]).toMatchObject({ console: { userName: 'support', role: 'support' } })
  expect(entries[5]).toMatchObject({ hit: { id: 1, effect: 'killed' } })
  expect(JSON.stringify(entries)).not.toContain('of-another')
})

test('an operation is told as the act that began it, and by itself where operations are asked for', async () => {
  const { tenant, guestId } = await eventful()
  const operations = await listed(tenant, { guestId, kinds: ['operation'] })
  expect(operations.map((entry) => entry.kind === 'operation' && entry.operation.kind)).toContain(
    'guest.restart',
  )
  expect((await listed(tenant, { guestId, kinds: ['limit'] })).map(({ kind }) => kind)).toEqual(['limit'])
  expect((await listed(tenant, { guestId, kinds: ['act'] })).map(({ kind }) => kind)).toEqual(['act', 'act'])
})

test('pages of any size hold every entry once', async () => {
  const { tenant, guestId } = await eventful()
  const whole = await listed(tenant, { guestId })
  for (const limit of [1, 2, 4]) {
    const paged: TimelineEntry[] = []
    let cursor: number | null = null
    do {
      const page: { entries: TimelineEntry[]; next: number | null } = await as(tenant.customer).timeline.list(
        { guestId, limit, cursor },
      )
      paged.push(...page.entries)
      cursor = page.next
    } while (cursor !== null)
    expect(paged).toEqual(whole)
  }
})

test('entries of one moment stay on one page', () => {
  const entry = (id: string, at: number) => ({ id, at, kind: 'hit' }) as unknown as TimelineEntry
  const page = mergePage([[entry('a', 5), entry('b', 5), entry('c', 4)], [entry('d', 5)]], { limit: 2 })
  expect(page).toMatchObject({ entries: [{ id: 'd' }, { id: 'b' }, { id: 'a' }], next: 5 })
  expect(mergePage([[entry('c', 4)]], { limit: 2 })).toMatchObject({ entries: [{ id: 'c' }], next: null })
})

test('a guest that stays at a limit fills its list with stretches, not with readings, and no page loses one', async () => {
  const { world, tenant, guestId } = await eventful()
  const name = [...world.agent.guests.keys()][0] ?? ''
  const nowMs = Date.parse('2026-05-01T12:00:00Z')
  world.clock.nowMs = nowMs
  world.agent.insight.hits = Array.from({ length: 2000 }, (_, index) =>
    aHit(2000 - index, name, nowMs - 5000 - index * 10_000),
  )
  const entries: TimelineEntry[] = []
  let cursor: number | null = null
  do {
    const page: { entries: TimelineEntry[]; next: number | null } = await as(tenant.customer).timeline.list({
      ...{ guestId, kinds: ['hit'], limit: 7, cursor },
    })
    entries.push(...page.entries)
    cursor = page.next
  } while (cursor !== null)
  const counts = entries.map((entry) => (entry.kind === 'hit' ? entry.hit.count : 0))
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(2000)
  expect(entries).toHaveLength(Math.ceil((2000 * 10) / 900))
  expect(counts[0]).toBe(90)
})

test('a host that does not answer takes only its own part of the list with it', async () => {
  const { world, tenant, guestId } = await eventful()
  world.agent.refuse('listHits', new VserverError('HOST_UNREACHABLE', 'gone'))
  const page = await as(tenant.customer).timeline.list({ guestId })
  expect(page.entries.map(({ kind }) => kind)).toEqual(['act', 'limit', 'act', 'console'])
  expect(page.hostMissing).toMatch(/does not answer/)
})

test('the guests that ran into their limits most are those of the viewer', async () => {
  const { world, tenant, guestId } = await eventful()
  world.agent.insight.verdict = { cause: 'memoryCap' }
  expect(await as(tenant.reseller).hit.worst()).toMatchObject([
    { guestId, guestName: 'web', customerName: 'Customer', hits: 1, cause: 'memoryCap' },
  ])
  world.agent.refuse('explainSlow', new VserverError('TIMEOUT', 'late'))
  expect(await as(tenant.reseller).hit.worst()).toMatchObject([{ guestId, cause: null }])
  expect(await worstOfAnother(world)).toEqual([])
})

test('a young guest that ran into its limits is judged by its life, as on its own page', async () => {
  const { world, tenant, guestId } = await eventful()
  const { createdAt } = await world.db.guest.findUniqueOrThrow({ where: { id: guestId } })
  const toMs = createdAt.getTime() + 7_200_000
  world.clock.nowMs = toMs
  expect(await as(tenant.reseller).hit.worst()).toMatchObject([{ guestId, cause: 'nothing' }])
  expect(world.agent.insight.judged).toEqual({ fromMs: createdAt.getTime(), toMs })
})

async function worstOfAnother(world: World) {
  return as((await world.tenant()).reseller).hit.worst()
}
