import type { HostEvent } from '@vserver/core/event/model'
import type { Hit, HitCount } from '@vserver/core/hit/model'
import type { Sample } from '@vserver/core/sample/model'
import { guestName, runningGuest, unlimited } from '@vserver/core/testing'
import { HOUR_MS, MIB, MINUTE_MS, SECOND_MS } from '@vserver/core/units'
import { expect, test } from 'vitest'
import type { Store } from '../store/store.ts'
import { StoredGuests } from '../store/stored-guests.ts'
import { testAgent } from '../testing/test-agent.ts'
import { HitGatherer } from './hit-gatherer.ts'
import { HitStore } from './hit-store.ts'
import { HitWatch } from './hit-watch.ts'
import { hitsOfTraffic } from './traffic-hits.ts'

const web1 = guestName('web1')
const forks = (count: number): HitCount => ({ resource: 'processes', effect: 'refused', count })
const throttles = (count: number): HitCount => ({ resource: 'cpu', effect: 'throttled', count })
const everything = { fromMs: 0, toMs: 2 ** 50 }

/** An agent whose guest is sampled by hand. */
function sampled(change: Partial<ReturnType<typeof unlimited>> = {}) {
  const record = { ...runningGuest('web1'), limit: { ...unlimited(), processes: 64, ...change } }
  const test = testAgent({ guests: [record] })
  const { host, agent, caller } = test
  const startedAtMs = host.now()
  const sample = async (figures: Partial<Sample> = {}) => {
    host.advance(10 * SECOND_MS)
    const at = host.now()
    const rest = { load1: 0, load5: 0, load15: 0, cpuMillicores: 0, cpuUsageMicroseconds: at }
    const uptimeSeconds = (at - startedAtMs) / SECOND_MS
    const known = { at, uptimeSeconds, ...rest, memoryBytes: 0, processes: 3 } as Sample
    agent.hitWatch.see(web1, { ...known, ...figures })
    await agent.hitWatch.idle()
  }
  const list = async () => (await caller.hit.list({ name: web1, ...everything })).hits
  return { ...test, sample, list }
}

test('a hit is kept and told, with its limit and the greediest processes of that moment', async () => {
  const { host, agent, sample, list } = sampled()
  const top = { pid: 12, command: 'bomb', cpuMillicores: 900, memoryBytes: MIB }
  host.kernel.processes.set(web1, [top])
  const told: HostEvent[] = []
  const listening = (async () => {
    for await (const { events } of agent.events.subscribe(undefined, AbortSignal.timeout(5000))) {
      told.push(...events)
      if (events.some(({ kind }) => kind === 'hit')) return
    }
  })()
  await sample()
  host.kernel.hits.set(web1, [forks(7)])
  await sample()
  await listening
  const hit = { id: 1, name: 'web1', at: host.now(), ...forks(7), limit: 64, processes: [top] }
  expect(told.at(-1)).toEqual({ kind: 'hit', hit })
  expect(await list()).toEqual([hit])
})

test('what was counted before this agent is not told as new', async () => {
  const { host, agent, sample, list } = sampled()
  host.kernel.hits.set(web1, [forks(7)])
  await sample({ uptimeSeconds: HOUR_MS / SECOND_MS })
  expect(await list()).toEqual([])
  expect(agent.startedAtMs).toBeGreaterThan(host.now() - HOUR_MS)
})

test('all that a guest ran into that was started under this agent is told', async () => {
  const { host, sample, list } = sampled()
  host.kernel.hits.set(web1, [forks(7)])
  await sample()
  expect(await list()).toMatchObject([{ count: 7 }])
})

test('the counters of a guest that was started again begin anew', async () => {
  const { host, sample, list } = sampled()
  host.kernel.hits.set(web1, [forks(7)])
  await sample()
  host.advance(HOUR_MS)
  host.kernel.hits.set(web1, [forks(2)])
  await sample({ uptimeSeconds: 5 })
  expect((await list()).map(({ count }) => count)).toEqual([2, 7])
})

test('what the kernel counted while no agent looked is told once by the next, as such', async () => {
  const { host, agent, sample, list } = sampled()
  const top = { pid: 12, command: 'bomb', cpuMillicores: 900, memoryBytes: MIB }
  host.kernel.processes.set(web1, [top])
  await sample()
  host.kernel.hits.set(web1, [forks(7)])
  await sample()
  host.kernel.hits.set(web1, [forks(9), throttles(4)])
  await agent.hitWatch.idle()
  const startedAtMs = host.now() - 20 * SECOND_MS
  host.advance(HOUR_MS)
  const next = laterAgent(host, agent.store)
  await next.sample(startedAtMs)
  const away = { away: true, processes: [], at: host.now() }
  expect(await list()).toMatchObject([{ ...throttles(4), ...away }, { ...forks(2), ...away }, forks(7)])
  expect((await list()).at(-1)?.away).toBeUndefined()
  const another = laterAgent(host, agent.store)
  await another.sample(startedAtMs)
  expect(await list()).toHaveLength(3)
  host.kernel.hits.set(web1, [forks(10), throttles(4)])
  host.advance(MINUTE_MS)
  await another.sample(startedAtMs)
  expect((await list())[0]).toMatchObject({ ...forks(1), processes: [top] })
})

test('of what was gathered when the agent ended nothing is lost, and nothing told twice', async () => {
  const { host, agent, sample, list } = sampled()
  const startedAtMs = host.now()
  host.kernel.hits.set(web1, [throttles(5)])
  await sample()
  host.kernel.hits.set(web1, [throttles(11)])
  await sample()
  expect(await list()).toMatchObject([throttles(5)])
  await laterAgent(host, agent.store).sample(startedAtMs)
  expect(await list()).toMatchObject([{ ...throttles(6), away: true }, throttles(5)])
})

test('a run that began while no agent looked is counted from its beginning', async () => {
  const { host, agent, sample, list } = sampled()
  host.kernel.hits.set(web1, [forks(7)])
  await sample()
  host.advance(HOUR_MS)
  host.kernel.hits.set(web1, [forks(7)])
  const startedAtMs = host.now() - MINUTE_MS
  await laterAgent(host, agent.store).sample(startedAtMs)
  expect(await list()).toMatchObject([{ ...forks(7), away: true }, forks(7)])
})

test('a guest that is sampled often is looked at every ten seconds', async () => {
  const { host, agent, sample } = sampled()
  await sample()
  const reads = () => host.faults.calls.filter((call) => call === 'runtime.readHits').length
  const before = reads()
  for (let at = 0; at < 4; at++) {
    host.advance(2 * SECOND_MS)
    const sampleNow = { at: host.now(), uptimeSeconds: 1 } as Sample
    agent.hitWatch.see(web1, sampleNow)
    await agent.hitWatch.idle()
  }
  expect(reads()).toBe(before)
})

test('a guest that has not run since the look before is not looked at', async () => {
  const { host, sample, list } = sampled()
  await sample({ cpuUsageMicroseconds: 5 })
  const reads = () => host.faults.calls.filter((call) => call === 'runtime.readHits').length
  const before = reads()
  await sample({ cpuUsageMicroseconds: 5 })
  expect(reads()).toBe(before)
  host.kernel.hits.set(web1, [forks(7)])
  await sample({ cpuUsageMicroseconds: 6 })
  expect(await list()).toMatchObject([{ count: 7 }])
})

test('refused sockets are asked for when the guest has nearly all it may have', async () => {
  const { host, sample, list } = sampled({ sockets: 100 })
  const limitUse = host.runtime.limitUse
  let refused = 0
  host.runtime.limitUse = async (name) => {
    const use = await limitUse(name)
    return { ...use, sockets: { ...use.sockets, hits: refused } }
  }
  const asked = () => host.faults.calls.filter((call) => call === 'runtime.limitUse').length
  const many = { sockets: 95 } as Partial<Sample>
  await sample(many)
  const first = asked()
  await sample({ sockets: 10 } as Partial<Sample>)
  expect(asked()).toBe(first)
  refused = 3
  await sample(many)
  expect(await list()).toMatchObject([{ resource: 'sockets', effect: 'refused', count: 3, limit: 100 }])
})

test('of many hits in a second only some are told with processes', async () => {
  const { host, agent, caller } = testAgent({
    guests: Array.from({ length: 30 }, (_, index) => runningGuest(`web${index}`)),
  })
  for (const name of host.records.keys()) {
    host.kernel.hits.set(name, [forks(1)])
    host.kernel.processes.set(name, [{ pid: 1, command: 'init', cpuMillicores: 1, memoryBytes: 1 }])
    const sample = { at: host.now(), uptimeSeconds: 0 } as Sample
    agent.hitWatch.see(name, sample)
  }
  await agent.hitWatch.idle()
  const { hits } = await caller.hit.list(everything)
  expect(hits).toHaveLength(30)
  expect(hits.filter(({ processes }) => processes.length > 0)).toHaveLength(20)
})

test('a list has the newest hits first and tells that there are more', async () => {
  const { agent, host, caller } = sampled()
  const record = await host.guests.read(web1)
  const guest = await agent.storedGuests.idOf(record ?? runningGuest('web1'))
  for (let at = 1; at <= 5; at++) agent.hits.add(guest ?? 0, [hitAt(at, await agent.hits.nextId())])
  const newest = await caller.hit.list({ name: web1, ...everything, limit: 2 })
  expect(newest.hits.map(({ at }) => at)).toEqual([5, 4])
  expect(newest.more).toBe(true)
  const early = await caller.hit.list({ fromMs: 1, toMs: 3, limit: 2 })
  expect(early.hits.map(({ at }) => at)).toEqual([2, 1])
  expect(early.more).toBe(false)
})

test('a flood of one resource leaves the hits of the others, and two years are kept', async () => {
  const { agent, host } = sampled()
  const guest = (await agent.storedGuests.idOf(runningGuest('web1'))) ?? 0
  const year = 365 * 24 * HOUR_MS
  const nowMs = host.now()
  agent.hits.add(guest, [hitAt(nowMs - 3 * year, 1)])
  agent.hits.add(guest, [{ ...hitAt(nowMs - year, 2), resource: 'memory', effect: 'killed' }])
  for (let id = 3; id < 2503; id++) agent.hits.add(guest, [hitAt(nowMs - 5000 + id, id)])
  await agent.hits.prune(nowMs)
  const all = await agent.hits.list({ guest, ...everything, limit: 5000 })
  expect(all.hits).toHaveLength(2001)
  expect(all.hits.at(-1)).toMatchObject({ id: 2, resource: 'memory' })
})

test('numbers go on where the agent before left off', async () => {
  const { agent } = sampled()
  const guest = (await agent.storedGuests.idOf(runningGuest('web1'))) ?? 0
  agent.hits.add(guest, [hitAt(1, 41)])
  await agent.hits.written()
  expect(await new HitStore(agent.store).nextId()).toBe(42)
})

test('hits of an unknown guest are not found', async () => {
  const { caller } = testAgent()
  await expect(caller.hit.list({ name: web1, ...everything })).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test('the first hit is told at once, what follows is gathered', () => {
  const gatherer = new HitGatherer()
  const take = (fresh: HitCount[], seconds: number) =>
    gatherer.take('web1', fresh, HOUR_MS + seconds * SECOND_MS)
  expect(take([throttles(5)], 0)).toEqual([throttles(5)])
  expect(take([throttles(6)], 10)).toEqual([])
  expect(take([throttles(7), forks(1)], 20)).toEqual([forks(1)])
  expect(take([forks(2)], 70)).toEqual([])
  expect(take([], 80)).toEqual([forks(2)])
  expect(take([], 600)).toEqual([throttles(13)])
  expect(take([], 6000)).toEqual([])
})

test('a kill does not wait behind what is only slow', () => {
  const gatherer = new HitGatherer()
  const kill: HitCount = { resource: 'memory', effect: 'killed', count: 1 }
  const reclaims: HitCount = { resource: 'memory', effect: 'reclaimed', count: 100 }
  expect(gatherer.take('web1', [reclaims], HOUR_MS)).toEqual([reclaims])
  expect(gatherer.take('web1', [reclaims], HOUR_MS + MINUTE_MS / 2)).toEqual([])
  expect(gatherer.take('web1', [kill], HOUR_MS + MINUTE_MS / 2 + 1)).toEqual([kill])
})

test('dropped packets are of the direction that came nearer to its limit', () => {
  const flow = { bytes: 0, packets: 0 }
  const none = { name: 'web1', at: '2026-01-01T00:00:00Z', in4: flow, in6: flow, out4: flow, out6: flow }
  const before = { ...none, spoofed: 0, rateDropped: 2 }
  const now = { ...before, in4: { bytes: 100, packets: 1 }, out6: { bytes: 60, packets: 1 }, rateDropped: 5 }
  const of = (networkInBits: number | null, networkOutBits: number | null) =>
    hitsOfTraffic(before, now, { networkInBits, networkOutBits })
  expect(of(1000, 1000)).toEqual([{ resource: 'networkIn', effect: 'dropped', count: 3 }])
  expect(of(1000, 500)).toMatchObject([{ resource: 'networkOut' }])
  expect(of(null, 1_000_000)).toMatchObject([{ resource: 'networkOut' }])
  expect(hitsOfTraffic(null, now, { networkInBits: 1, networkOutBits: 1 })).toEqual([])
})

/** What comes after an agent that was ended: another watch over the same store. */
function laterAgent(host: ReturnType<typeof sampled>['host'], store: Store) {
  host.advance(SECOND_MS)
  const stored = new HitStore(store)
  const rest = { publish: () => {}, log: { info: () => {}, error: () => {} } }
  const watch = new HitWatch({ host, ...rest, stored, storedGuests: new StoredGuests(store) })
  return {
    async sample(startedAtMs: number) {
      host.advance(10 * SECOND_MS)
      const at = host.now()
      const figures = { at, uptimeSeconds: (at - startedAtMs) / SECOND_MS, cpuUsageMicroseconds: at }
      watch.see(web1, figures as Sample)
      await watch.idle()
    },
  }
}

function hitAt(at: number, id: number): Hit {
  return { id, name: 'web1', at, ...forks(1), limit: null, processes: [] }
}
