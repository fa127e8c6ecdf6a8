import { mkdtempSync, rmSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import {
  Exposition,
  fileStore,
  SAMPLE_TICK_MS,
  SampleHistory,
  Sampler,
  StoredGuests,
  serveMetrics,
} from '@vserver/agent/samples'
import { type GuestName, GuestRecord } from '@vserver/core/guest/model'
import { CgroupReader, detectCgroupMode, hostCounters } from '@vserver/core/linux'
import { pause } from './interrupt.ts'
import type { Figures } from './report.ts'
import { type Groups, openGroups } from './sample-groups.ts'
import { benchSampleStore } from './sample-store.ts'
import { GUESTS_SCRAPED, scrapeByPrometheus } from './scrape.ts'

const MOUNT = '/sys/fs/cgroup'
/** As many ticks as the agent makes in a minute. */
const TICKS = 60_000 / SAMPLE_TICK_MS
const TICKS_A_FLUSH = 5
const log = { info: () => {}, error: (event: string, error: unknown) => console.error(event, error) }

/** Sampling beside many guests as the agent does it, in real time, and its store. */
export async function benchSample(guests: number): Promise<Figures[]> {
  const directory = mkdtempSync('/var/tmp/vserver-bench-')
  try {
    const groups = await openGroups(`vserver-bench-${process.pid}`, guests)
    try {
      return [...(await benchSampling(groups, directory)), await benchSampleStore(directory)]
    } finally {
      await groups.close()
    }
  } finally {
    rmSync(directory, { recursive: true })
  }
}

/** A scrape of many guests alone: an error when not all of them were, or when there is no prometheus. */
export async function benchScrape(guests: number): Promise<Figures[]> {
  const directory = mkdtempSync('/var/tmp/vserver-bench-')
  try {
    const groups = await openGroups(`vserver-bench-${process.pid}`, guests)
    const { reader, store, sampler, exposition } = world(groups, directory)
    try {
      for (let tick = 0; tick < 2 * TICKS_A_FLUSH; tick++) await sampler.tick()
      const scraped = await scrape(exposition, directory, sampler)
      const seen = scraped.figures.find(({ name }) => name === GUESTS_SCRAPED)?.value
      if (seen !== guests) throw new Error(`prometheus has scraped ${seen ?? 'none'} of ${guests} guests.`)
      return [scraped]
    } finally {
      reader.close()
      await store.close()
      await groups.close()
    }
  } finally {
    rmSync(directory, { recursive: true })
  }
}

function world(groups: Groups, directory: string) {
  const records = groups.names.map((name, index) => recordOf(name, index))
  const pids = new Map(groups.names.map((name, index) => [name, groups.pids[index] ?? 0]))
  const reader = new CgroupReader({ mode: detectCgroupMode(MOUNT), mount: MOUNT, parent: groups.parent })
  const startedAtMs = Date.now()
  const host = {
    now: Date.now,
    guests: { list: async () => records },
    runtime: {
      inspect: async (name: GuestName) => ({ state: 'running', pid: pids.get(name) ?? 0, startedAtMs }),
      readCounters: (name: GuestName, stackOf?: number | null) => reader.read(name, stackOf),
    },
    readHostCounters: hostCounters(directory),
  }
  const store = fileStore(`${directory}/store.sqlite`, log)
  const history = new SampleHistory({ store, storedGuests: new StoredGuests(store), now: Date.now })
  const elsewhere = {
    disk: { latest: () => null },
    traffic: { rates: () => ({}), watch: () => {}, known: () => null },
    hitWatch: { counts: () => null },
  }
  let events = 0
  const count = () => {
    events += 1
  }
  const parts = { host, history, ...elsewhere, publish: () => count() }
  const sampler = new Sampler(parts as unknown as ConstructorParameters<typeof Sampler>[0])
  for (const name of groups.names) sampler.add(name as GuestName)
  const scraped = { host, sampler, ...elsewhere }
  const exposition = new Exposition(scraped as unknown as ConstructorParameters<typeof Exposition>[0])
  return { reader, store, history, sampler, exposition, eventsTold: () => events }
}

function recordOf(name: string, index: number): GuestRecord {
  return GuestRecord.parse({
    ...{ name, xid: index + 2, template: 'debian-12.v1', hostname: name, initStyle: 'systemd' },
    limit: { memoryBytes: 2 ** 28, cpuMillicores: 500, cpuWeight: 100, processes: 64, cpuBurstUs: 50_000 },
    ...{ desired: 'running', intent: null, createdAt: '2026-01-01T00:00:00.000Z', failure: null },
  })
}

async function benchSampling(groups: Groups, directory: string): Promise<Figures[]> {
  const { reader, store, history, sampler, exposition, eventsTold } = world(groups, directory)
  const guests = groups.names.length
  try {
    // The first turn opens the files.
    for (let tick = 0; tick < TICKS_A_FLUSH; tick++) await sampler.tick()
    await history.flush()
    const cost = { sampler: new Meter(), flush: new Meter() }
    const delay = monitorEventLoopDelay({ resolution: 10 })
    delay.enable()
    const begun = { events: eventsTold(), at: performance.now() }
    for (let tick = 1; tick <= TICKS; tick++) {
      await cost.sampler.measure(() => sampler.tick())
      if (tick % TICKS_A_FLUSH === 0) await cost.flush.measure(() => history.flush())
      await pause(Math.max(0, begun.at + tick * SAMPLE_TICK_MS - performance.now()))
    }
    delay.disable()
    const seconds = (performance.now() - begun.at) / 1000
    const samples = eventsTold() - begun.events
    const cpuUs = cost.sampler.cpuUs + cost.flush.cpuUs
    const p99 = delay.percentile(99) / 1e6
    const kept = Number((await store.all('SELECT sum(length(data)) AS n FROM round WHERE id > 2'))[0]?.n)
    const prometheus = await scrape(exposition, directory, sampler)
    const figure = (name: string, value: number, unit: string, note = '') => ({ name, value, unit, note })
    return [
      {
        title: `${guests} guests sampled each ten seconds, for a minute of real time`,
        figures: [
          figure('of a core, all threads', (cpuUs / seconds / 1e6) * 100, '%', 'reading and keeping; goal 1'),
          figure('CPU of reading', cost.sampler.cpuUs / samples, 'us', `for each of ${samples} samples`),
          figure('CPU of keeping', cost.flush.cpuUs / samples, 'us', 'in both threads'),
          figure('reading, by the clock', (cost.sampler.clockMs / samples) * 1000, 'us'),
          figure('longest the thread was held', delay.max / 1e6, 'ms', `99 of 100: ${p99.toFixed(1)}`),
          figure('readings of an hour', ((kept / samples) * guests * 360) / 2 ** 20, 'MiB', 'in the store'),
        ],
      },
      prometheus,
    ]
  } finally {
    reader.close()
    await store.close()
  }
}

async function scrape(exposition: Exposition, directory: string, sampler: Sampler): Promise<Figures> {
  const tokenFile = `${directory}/token`
  const server = await serveMetrics(exposition, { listen: { host: '127.0.0.1', port: 0 }, tokenFile })
  try {
    const rendering = new Meter()
    await rendering.measure(() => exposition.text('openMetrics'))
    const bytes = (await exposition.text('openMetrics')).length
    const own = [
      {
        name: 'rendering, once each ten seconds',
        value: rendering.clockMs,
        unit: 'ms',
        note: `${(rendering.cpuUs / 1000).toFixed(1)} of CPU`,
      },
      { name: 'size', value: bytes / 2 ** 20, unit: 'MiB' },
    ]
    const text = await exposition.text('text')
    const theirs = await scrapeByPrometheus({
      directory,
      tokenFile,
      port: server.port,
      text,
      tick: () => sampler.tick(),
    })
    return { title: 'a scrape', figures: [...own, ...theirs] }
  } finally {
    await server.close()
  }
}

/** Time by the clock and of the CPU, of all threads while something is under way. */
class Meter {
  clockMs = 0
  cpuUs = 0

  async measure(act: () => Promise<unknown>): Promise<void> {
    const begun = { clock: performance.now(), cpu: process.cpuUsage() }
    await act()
    const { user, system } = process.cpuUsage(begun.cpu)
    this.cpuUs += user + system
    this.clockMs += performance.now() - begun.clock
  }
}
