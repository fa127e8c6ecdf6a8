import { VserverError } from '@vserver/core/errors'
import { MIB } from '@vserver/core/units'
import { expect, test } from 'vitest'
import { seeToLife } from '../../life-loop.ts'
import { reservedOf, withPlan } from '../../testing/networks.ts'
import { as, createWorld, sellGuest } from '../../testing/world.ts'
import { countTraffic } from '../../traffic-loop.ts'
import { reconcileHost } from '../guest/reconcile.ts'

const QUOTA = 100 * MIB
const DAY_MS = 86_400_000

/** A guest of a plan with 100 MiB a month from the fifth on, in the middle of such a month. */
async function metered(
  trafficAction: 'notify' | 'throttle' | 'suspend',
  trafficBytes: number | null = QUOTA,
) {
  const world = await createWorld()
  const tenant = await world.tenant()
  world.clock.nowMs = Date.parse('2026-03-20T12:00:00Z')
  const plan = { trafficBytes, trafficAction, trafficResetDay: 5, trafficThrottleBits: 500_000 }
  const guestId = await sellGuest(await withPlan(world, tenant, plan), tenant, 'web')
  const onHost = () => {
    const [guest] = world.agent.guests.values()
    if (!guest) throw new Error('no guest on the host')
    return guest
  }
  const round = async () => {
    await world.hub.refresh()
    await countTraffic(world.panel, world.hub)
  }
  const use = async (share: number) => {
    const inBytes = Math.round(share * QUOTA * 0.25)
    world.agent.send(onHost().name, { inBytes, outBytes: Math.round(share * QUOTA) - inBytes })
    await round()
  }
  const view = () => as(tenant.customer).traffic.get({ guestId })
  const acts = async () => {
    const rows = await world.db.auditRow.findMany({ where: { userId: 'panel' }, orderBy: { at: 'asc' } })
    return rows.map(({ action }) => action)
  }
  return { world, tenant, guestId, onHost, round, use, view, acts }
}

test('what a guest sends and receives is booked on its month, once', async () => {
  const { use, round, view, world } = await metered('notify')
  await use(0.5)
  await round()
  world.clock.nowMs += DAY_MS
  await use(0.1)
  const { month, days, months, plan } = await view()
  expect(month).toMatchObject({ from: '2026-03-05', until: '2026-04-05', quotaBytes: QUOTA })
  expect([month.inBytes, month.outBytes]).toEqual([15 * MIB, 45 * MIB])
  expect(days.map(({ day }) => day)).toEqual(['2026-03-20', '2026-03-21'])
  expect(months.map(({ from }) => from)).toEqual(['2026-03-05'])
  expect(plan).toMatchObject({ resetDay: 5, action: 'notify' })
})

test('two panels book the same bytes once', async () => {
  const { world, onHost, round, view } = await metered('notify')
  world.agent.send(onHost().name, { outBytes: 40 * MIB })
  await Promise.all([round(), round(), round()])
  expect((await view()).month.outBytes).toBe(40 * MIB)
})

test('a host that has lost its store and counts anew is booked on', async () => {
  const { world, onHost, round, use, view } = await metered('notify')
  await use(0.4)
  world.agent.traffic.clear()
  world.agent.send(onHost().name, { outBytes: 10 * MIB })
  await round()
  expect((await view()).month.outBytes).toBe(40 * MIB)
})

test('a guest is warned before its quota is used up, and again only after it was fine', async () => {
  const { use, view, acts, onHost } = await metered('notify')
  await use(0.8)
  expect((await view()).state).toBe('warned')
  await use(0.05)
  await use(0.2)
  expect(await view()).toMatchObject({ state: 'exceeded', action: null })
  expect(await acts()).toEqual(['traffic.warned', 'traffic.exceeded'])
  expect(onHost().state).toBe('running')
})

test('a guest beyond its traffic is throttled, and has its own rates again with the next month', async () => {
  const { world, tenant, guestId, use, round, view, onHost, acts } = await metered('throttle')
  await as(tenant.reseller).limit.set({ guestId, change: { networkOutBits: 10_000_000 } })
  await use(1.1)
  expect(onHost().limit).toMatchObject({ networkOutBits: 500_000, networkInBits: 500_000 })
  expect(await view()).toMatchObject({ state: 'exceeded', action: 'throttle' })
  await expect(
    as(tenant.reseller).limit.set({ guestId, change: { networkOutBits: null } }),
  ).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' })
  await as(tenant.reseller).limit.set({ guestId, change: { cpuWeight: 50 } })
  const copy = { name: 'copy' as never, requestKey: 'key-of-clone' }
  await expect(as(tenant.reseller).files.clone({ guestId, ...copy })).rejects.toMatchObject({
    cause: { message: expect.stringContaining('throttled') },
  })
  world.clock.nowMs = Date.parse('2026-04-05T00:00:00Z')
  await round()
  expect(onHost().limit).toMatchObject({ networkOutBits: 10_000_000, networkInBits: null, cpuWeight: 50 })
  expect(await view()).toMatchObject({ state: 'fine', action: null, month: { from: '2026-04-05' } })
  expect(await acts()).toEqual(['traffic.exceeded', 'traffic.throttle', 'traffic.fine', 'traffic.restore'])
})

test('a guest beyond its traffic is suspended, stays down, and runs again with the next month', async () => {
  const { world, tenant, guestId, use, round, onHost } = await metered('suspend')
  await use(1)
  expect(onHost().state).toBe('stopped')
  await world.hub.refresh()
  const start = () => as(tenant.reseller).guest.start({ guestId })
  await expect(start()).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' })
  expect(await as(tenant.customer).guest.get({ guestId })).toMatchObject({
    traffic: { state: 'exceeded', action: 'suspend' },
    denied: { start: expect.stringContaining('traffic') },
  })
  world.agent.put({ ...onHost(), state: 'running', desired: 'running' })
  await round()
  expect(onHost().state).toBe('stopped')
  world.clock.nowMs = Date.parse('2026-04-06T00:00:00Z')
  await round()
  expect(onHost().state).toBe('running')
  await as(tenant.customer).guest.stop({ guestId })
  await start()
})

test('a guest that lies in the bin when its month is over stays down', async () => {
  const { world, tenant, guestId, use, round, onHost } = await metered('suspend')
  await use(1)
  await as(tenant.reseller).guest.bin({ guestId })
  world.clock.nowMs = Date.parse('2026-04-06T00:00:00Z')
  await round()
  expect(onHost().state).toBe('stopped')
})

test('a guest that is throttled for its traffic and warned by its seller is throttled until the next month', async () => {
  const { world, tenant, guestId, use, round, onHost } = await metered('throttle')
  const rounds = async () => {
    await round()
    await world.hub.refresh()
    await seeToLife(world.panel, world.hub)
    await world.hub.refresh()
    await reconcileHost(world.panel, world.hub)
    return onHost().limit.networkOutBits
  }
  await use(1.1)
  expect(await rounds()).toBe(500_000)
  const warned = { guestId, step: 'warned', reason: 'unpaid', escalateDays: null } as const
  await as(tenant.reseller).guest.suspend(warned)
  expect(onHost().limit.networkOutBits).toBe(500_000)
  expect([await rounds(), await rounds()]).toEqual([500_000, 500_000])
  world.clock.nowMs = Date.parse('2026-04-05T00:00:00Z')
  expect([await rounds(), await rounds()], 'its own again').toEqual([null, null])
  await as(tenant.reseller).guest.lift({ guestId })
  expect([await rounds(), await rounds()]).toEqual([null, null])
})

test('a guest that is suspended before its row is read from the host is not let go by that', async () => {
  const { world, tenant, guestId, use, onHost } = await metered('throttle')
  await use(1.1)
  const warned = { guestId, step: 'warned', reason: 'unpaid', escalateDays: null } as const
  await as(tenant.reseller).guest.suspend(warned)
  await world.hub.refresh()
  await seeToLife(world.panel, world.hub)
  expect(onHost().limit.networkOutBits).toBe(500_000)
})

test('a guest that was down is not started by the next month', async () => {
  const { world, tenant, guestId, use, round, onHost } = await metered('suspend')
  await as(tenant.reseller).guest.stop({ guestId })
  world.agent.put({ ...onHost(), desired: 'stopped' })
  await use(1)
  world.clock.nowMs += 31 * DAY_MS
  await round()
  expect(onHost().state).toBe('stopped')
})

test('what the host refuses is asked of it again', async () => {
  const { world, use, round, view, onHost } = await metered('throttle')
  world.agent.refuse('setLimit', new VserverError('BUSY', 'starting'))
  await use(1)
  expect(onHost().limit.networkOutBits).toBeNull()
  expect((await view()).action).toBe('throttle')
  await round()
  expect(onHost().limit.networkOutBits).toBe(500_000)
  world.clock.nowMs += 31 * DAY_MS
  world.agent.refuse('setLimit', new VserverError('TIMEOUT', 'lost'))
  await round()
  expect((await view()).action).toBe('throttle')
  await round()
  expect(onHost().limit.networkOutBits).toBeNull()
  expect((await view()).action).toBeNull()
})

test('a larger quota is reserved, and lets the guest go at once', async () => {
  const { tenant, guestId, use, onHost } = await metered('throttle')
  await use(1)
  expect(onHost().limit.networkOutBits).toBe(500_000)
  const view = await as(tenant.reseller).traffic.set({ guestId, trafficBytes: 2 * QUOTA })
  expect(view).toMatchObject({ state: 'fine', action: null, month: { quotaBytes: 2 * QUOTA } })
  expect(onHost().limit.networkOutBits).toBeNull()
  expect(await reservedOf(tenant, 'trafficBytes')).toBe(2 * QUOTA)
  await expect(as(tenant.customer).traffic.set({ guestId, trafficBytes: null })).rejects.toMatchObject({
    code: 'FORBIDDEN',
  })
})

test('an unmetered guest is booked, and never beyond its traffic', async () => {
  const { use, view } = await metered('suspend', null)
  await use(50)
  expect(await view()).toMatchObject({ state: 'fine', month: { quotaBytes: null } })
  expect((await view()).month.outBytes).toBeGreaterThan(QUOTA)
})

test('a host that does not answer is booked when it answers again', async () => {
  const { world, use, round, view } = await metered('notify')
  world.agent.refuse('listTraffic', new VserverError('HOST_UNREACHABLE', 'gone'))
  await use(0.5)
  expect((await view()).month.outBytes).toBe(0)
  await round()
  expect((await view()).month.outBytes).toBe(0.375 * QUOTA)
})

test('who looks at the network sees the counters of the host', async () => {
  const { tenant, guestId, use } = await metered('notify')
  expect(await as(tenant.customer).traffic.live({ guestId })).toBeNull()
  await use(0.5)
  expect(await as(tenant.customer).traffic.live({ guestId })).toMatchObject({
    name: 'web',
    in4: { bytes: 0.125 * QUOTA },
    out6: { bytes: 0.375 * QUOTA },
  })
})
