import { readGuest } from '../../src/guest/index.ts'
import type { GuestName } from '../../src/guest/model.ts'
import { hitsAtLevel, hitsBetween, limitOf } from '../../src/hit/index.ts'
import type { Hit, HitCounts } from '../../src/hit/model.ts'
import { GUEST_METRIC_NAMES, HOST_METRIC_NAMES, type MetricSeries } from '../../src/metric/model.ts'
import type { NetworkUse } from '../../src/network/model.ts'
import { type Measured, nextHostSample, nextSample } from '../../src/sample/index.ts'
import type { HostSample, Sample } from '../../src/sample/model.ts'
import { cpusOf, explain } from '../../src/slow/index.ts'
import type { Verdict } from '../../src/slow/model.ts'
import { SECOND_MS } from '../../src/units.ts'
import type { Scratch } from '../scratch.ts'

const STEPS = 6
const STEP_MS = SECOND_MS

type Reading = {
  measured: Measured
  host: Awaited<ReturnType<Scratch['host']['readHostCounters']>>
  hits: HitCounts
  network: NetworkUse['guests'][number] | undefined
  atMs: number
}
type Step = { guest: Sample; host: HostSample; hits: Hit[] }

/** Samples a guest for some seconds, as the agent does, and asks why it is slow. */
export async function measure(scratch: Scratch, name: GuestName, gap: number): Promise<Verdict> {
  const { limit } = await readGuest(scratch.host, name)
  const { cpus } = await scratch.host.info()
  const steps: Step[] = []
  const fromMs = Date.now()
  let before = await read(scratch, name, null)
  for (let index = 1; index <= STEPS; index++) {
    await new Promise((resolve) => setTimeout(resolve, fromMs + index * STEP_MS - Date.now()))
    const now = await read(scratch, name, before)
    steps.push(stepOf(before, now, limit))
    before = now
  }
  const shown = steps.map((step, index) => (index < Math.round(STEPS * (1 - gap)) ? step : null))
  return explain({
    ...{ fromMs, toMs: fromMs + STEPS * STEP_MS, limit, cpus: cpusOf(limit, cpus) },
    guest: seriesOf(
      fromMs,
      GUEST_METRIC_NAMES,
      shown.map((step) => step?.guest ?? null),
    ),
    host: seriesOf(
      fromMs,
      HOST_METRIC_NAMES,
      shown.map((step) => step?.host ?? null),
    ),
    hits: shown.flatMap((step, index) => placed(step?.hits ?? [], fromMs + (index + 1) * STEP_MS)),
  })
}

/** A step ends when its reading does: a busy machine is late. */
function placed(hits: readonly Hit[], at: number): Hit[] {
  return hits.map((hit) => ({ ...hit, at }))
}

async function read(scratch: Scratch, name: GuestName, before: Reading | null): Promise<Reading> {
  const { host } = scratch
  const { limit } = await readGuest(host, name)
  const run = await host.runtime.inspect(name)
  const counters = await host.runtime.readCounters(name)
  const counted = await host.runtime.readHits(name)
  if (run.state !== 'running' || counters === null || counted === null) throw new Error(`${name} has ended`)
  const atMs = Date.now()
  const { startedAtMs } = run
  const measured = nextSample(before?.measured ?? null, { atMs, startedAtMs, counters, limit })
  const { diskSpace, inodes } = limit.diskBytes === null ? {} : await host.runtime.limitUse(name)
  Object.assign(measured.sample, { diskBytes: diskSpace?.current ?? null, inodes: inodes?.current ?? null })
  const { guests } = await host.network.use()
  return {
    ...{ measured, atMs, host: await host.readHostCounters(), hits: { startedAtMs, counts: counted } },
    network: guests.find((guest) => guest.name === name),
  }
}

function stepOf(before: Reading, now: Reading, limit: Parameters<typeof limitOf>[0]): Step {
  const guest = { ...now.measured.sample, ...networkRates(before, now) }
  const fresh = [...hitsBetween(before.hits, now.hits), ...hitsAtLevel(before.measured.sample, guest, limit)]
  const hits = fresh.map((hit, index): Hit => {
    const rest = { id: index + 1, name: 'guest', at: now.atMs, processes: [] }
    return { ...rest, ...hit, limit: limitOf(limit, hit.resource) }
  })
  return {
    guest,
    host: nextHostSample(before.host, { atMs: now.atMs, guestsRunning: 1, counters: now.host }),
    hits,
  }
}

function networkRates(before: Reading, now: Reading): Partial<Sample> {
  const [then, use] = [before.network, now.network]
  if (then === undefined || use === undefined) return {}
  const seconds = (now.atMs - before.atMs) / SECOND_MS
  const rate = (flow: 'in4' | 'in6' | 'out4' | 'out6') => (use[flow].bytes - then[flow].bytes) / seconds
  return {
    ...{ networkIn4Bytes: rate('in4'), networkIn6Bytes: rate('in6') },
    ...{ networkOut4Bytes: rate('out4'), networkOut6Bytes: rate('out6') },
    networkDropped: (use.rateDropped - then.rateDropped) / seconds,
  }
}

function seriesOf(
  fromMs: number,
  names: readonly string[],
  samples: readonly (Partial<Record<string, number | null>> | null)[],
): MetricSeries {
  const column = (name: string) => samples.map((sample) => sample?.[name] ?? null)
  const average = Object.fromEntries(names.map((name) => [name, column(name)]))
  const at = samples.map((_, index) => fromMs + index * STEP_MS)
  return { stepSeconds: STEP_MS / SECOND_MS, at, average, maximum: average }
}
