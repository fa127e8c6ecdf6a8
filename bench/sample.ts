import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import {
  type Agent,
  createAgent,
  fileStore,
  SAMPLE_TICK_MS,
  serveAgent,
  serveMetrics,
} from '@vserver/agent/samples'
import { HostEvent } from '@vserver/core/event/model'
import type { LinuxHost } from '@vserver/core/linux'
import { z } from 'zod'
import { pause } from './interrupt.ts'
import type { Figures } from './report.ts'
import { openSampledGuests, type SampledGuests } from './sample-guests.ts'
import { benchSampleStore } from './sample-store.ts'
import { GUESTS_SCRAPED, scrapeByPrometheus } from './scrape.ts'

/** As many ticks as the agent makes in a minute. */
const TICKS = 60_000 / SAMPLE_TICK_MS
const TICKS_A_FLUSH = 5
/** Of the samples; the last may be on their way. */
const HEARD_SHARE = 0.95
const log = { info: () => {}, error: (event: string, error: unknown) => console.error(event, error) }

/** Sampling many guests as the agent does it, in real time, and its store. */
export function benchSample(count: number): Promise<Figures[]> {
  return withAgent(count, async (world) => [
    await benchMinute(world),
    await scrape(world),
    await benchSampleStore(world.directory),
  ])
}

/** A scrape of many guests alone: an error when not all of them were, or when there is no prometheus. */
export function benchScrape(count: number): Promise<Figures[]> {
  return withAgent(count, async (world) => {
    const scraped = await scrape(world)
    const seen = scraped.figures.find(({ name }) => name === GUESTS_SCRAPED)?.value
    if (seen !== count) throw new Error(`prometheus has scraped ${seen ?? 'none'} of ${count} guests.`)
    return [scraped]
  })
}

type World = { directory: string; guests: SampledGuests; agent: Agent; readings(): number }

/** An agent that samples and does nothing else; each guest was read twice. */
async function withAgent<Result>(count: number, act: (world: World) => Promise<Result>): Promise<Result> {
  const directory = mkdtempSync('/var/tmp/vserver-bench-')
  try {
    const guests = await openSampledGuests(count)
    const store = fileStore(`${directory}/store.sqlite`, log)
    try {
      let readings = 0
      const host = counted(guests.host, () => {
        readings += 1
      })
      const agent = createAgent(host, { log, mirror: '', store })
      for (const name of guests.names) agent.sampler.add(name)
      for (let tick = 0; tick < 2 * TICKS_A_FLUSH; tick++) await sample(agent)
      await agent.samples.flush()
      return await act({ directory, guests, agent, readings: () => readings })
    } finally {
      await store.close()
      await guests.close()
    }
  } finally {
    rmSync(directory, { recursive: true })
  }
}

function counted(host: LinuxHost, count: () => void): LinuxHost {
  const readCounters: LinuxHost['runtime']['readCounters'] = (...asked) => {
    count()
    return host.runtime.readCounters(...asked)
  }
  return { ...host, runtime: { ...host.runtime, readCounters } }
}

/** With the look for hits that follows. */
async function sample({ sampler, hitWatch }: Agent): Promise<void> {
  await sampler.tick()
  await hitWatch.idle()
}

/** What it costs the agent alone and with a panel that listens to it, and what it has others do. */
async function benchMinute(world: World): Promise<Figures> {
  const { agent, guests } = world
  // In a minute of its own: to look at the thread each 10 ms costs what is not the agent's.
  const delay = monitorEventLoopDelay({ resolution: 10 })
  delay.enable()
  await aMinute(agent)
  delay.disable()
  // What costs more than a reading is looked at once more a minute after a guest has gone to sleep.
  await aMinute(agent)
  const [keptBefore, readBefore] = [await bytesKept(agent), world.readings()]
  const silent = await measureMinute(world)
  const [kept, samples] = [(await bytesKept(agent)) - keptBefore, world.readings() - readBefore]
  const told = await withListener(world, () => measureMinute(world))
  const p99 = delay.percentile(99) / 1e6
  const { sample, flush, ask } = silent.cost
  const figure = (name: string, value: number, unit: string, note = '') => ({ name, value, unit, note })
  return {
    title: `${guests.names.length} guests sampled each ten seconds, for a minute of real time`,
    figures: [
      figure('of a core, agent and broker', (told.agent + told.broker) * 100, '%', 'goal 1'),
      figure('of it reading and keeping', silent.agent * 100, '%', 'the agent while nobody listens'),
      figure('of it telling', (told.agent - silent.agent) * 100, '%', 'each sample to one panel'),
      figure('of it the broker', told.broker * 100, '%', 'traffic and disks, once a minute'),
      figure('vs-proc besides', told.proc * 100, '%', "guests' own load averages, sampled or not"),
      figure('CPU of reading', sample.cpuUs / samples, 'us', `for each of ${samples} samples, with hits`),
      figure('CPU of keeping', flush.cpuUs / samples, 'us', 'in both threads'),
      figure('CPU of asking the broker', ask.cpuUs / 1000, 'ms', 'in the agent, once a minute'),
      figure('reading, by the clock', (sample.clockMs / samples) * 1000, 'us'),
      figure('longest the thread was held', delay.max / 1e6, 'ms', `99 of 100: ${p99.toFixed(1)}`),
      figure('readings of an hour', (kept * 60) / 2 ** 20, 'MiB', 'in the store'),
    ],
  }
}

/** Shares of a core. */
async function measureMinute({ agent, guests }: World) {
  const begun = { cpu: process.cpuUsage(), others: guests.cpuMs(), at: performance.now() }
  const cost = await aMinute(agent)
  const clockMs = performance.now() - begun.at
  const own = process.cpuUsage(begun.cpu)
  const others = guests.cpuMs()
  return {
    cost,
    agent: (own.user + own.system) / 1000 / clockMs,
    broker: (others.broker - begun.others.broker) / clockMs,
    proc: (others.proc - begun.others.proc) / clockMs,
  }
}

async function bytesKept({ store }: Agent): Promise<number> {
  return Number((await store.all('SELECT sum(length(data)) AS n FROM round'))[0]?.n)
}

/** The loops of the agent that are about samples, as often as it runs them while nobody looks. */
async function aMinute(agent: Agent): Promise<{ sample: Meter; flush: Meter; ask: Meter }> {
  const cost = { sample: new Meter(), flush: new Meter(), ask: new Meter() }
  const begunAt = performance.now()
  for (let tick = 1; tick <= TICKS; tick++) {
    await cost.sample.measure(() => sample(agent))
    if (tick % TICKS_A_FLUSH === 0) await cost.flush.measure(() => agent.samples.flush())
    if (tick === TICKS / 2) {
      await cost.ask.measure(() => agent.traffic.read())
      await cost.ask.measure(() => agent.disk.walk())
    }
    await pause(Math.max(0, begunAt + tick * SAMPLE_TICK_MS - performance.now()))
  }
  return cost
}

/** Another process, so that its work is not counted; an error when it was not told all. */
async function withListener<Result>(world: World, act: () => Promise<Result>): Promise<Result> {
  const [socket, file] = [path.join(world.directory, 'agent.sock'), path.join(world.directory, 'told')]
  const server = await serveAgent(world.agent, socket)
  const told = openSync(file, 'w')
  const program = path.join(import.meta.dirname, 'sample-listener.ts')
  const child = spawn(process.execPath, [program, socket], { stdio: ['ignore', told, 'inherit'] })
  const gone = once(child, 'exit')
  closeSync(told)
  try {
    while (readFileSync(file).length === 0) {
      if (child.exitCode !== null) throw new Error('Nobody listens to the agent.')
      await pause(20)
    }
    const before = world.readings()
    const result = await act()
    const samples = world.readings() - before
    const heard = samplesIn(readFileSync(file, 'utf8'))
    if (heard < samples * HEARD_SHARE) throw new Error(`Of ${samples} samples ${heard} were told.`)
    return result
  } finally {
    child.kill('SIGTERM')
    await gone
    await server.close()
  }
}

/** How many guests' samples the messages tell. */
function samplesIn(text: string): number {
  const lines = text.matchAll(/^data: (\[.*\])$/gm)
  const events = [...lines].flatMap(([, data = '']) => z.array(HostEvent).parse(JSON.parse(data)))
  return events.reduce((sum, event) => sum + (event.kind === 'samples' ? event.samples.names.length : 0), 0)
}

async function scrape({ agent: { exposition, sampler }, directory }: World): Promise<Figures> {
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
