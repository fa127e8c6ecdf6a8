import type { Limit } from '../limit/model.ts'
import { SECOND_MS } from '../units.ts'
import { bucketLevel } from './bucket.ts'
import type { GuestCounters } from './counters.ts'
import { type LoadAverage, NO_LOAD, nextLoad } from './load-average.ts'
import { type Sample, UNTOLD } from './model.ts'
import { millicores, pressureShares, rateOf } from './rate.ts'

/** Time between two readings of a guest that somebody looks at. */
export const SAMPLE_STEP_SECONDS = 2
/** And of others. */
export const SAMPLE_IDLE_STEP_SECONDS = 10

type Reading = {
  atMs: number
  startedAtMs: number
  counters: GuestCounters
  limit: Pick<Limit, 'cpuMillicores' | 'cpuIntervalUs' | 'cpuBurstUs'>
}

/** A sample with what the next one is measured against. */
export type Measured = {
  sample: Sample
  startedAtMs: number
  counters: GuestCounters
  /** How long the sample's rates are the average of. */
  seconds: number
}

/**
 * The sample of a reading; `before` is the guest's last one, null or of an earlier run when it has just started: then
 * all is measured from its start.
 */
export function nextSample(before: Measured | null, reading: Reading): Measured {
  const { atMs, startedAtMs, counters } = reading
  const last = before !== null && isSameRun(before, reading) ? before : null
  const elapsedSeconds =
    last === null
      ? Math.max(0, atMs - startedAtMs) / SECOND_MS
      : (counters.clockMs - last.counters.clockMs) / SECOND_MS
  const then = last?.counters ?? null
  const [load1, load5, load15] = nextLoad(loadOf(last?.sample), counters.activeTasks, {
    stepSeconds: Math.max(0, elapsedSeconds),
    steps: 1,
  })
  const sample: Sample = {
    ...UNTOLD,
    at: atMs,
    uptimeSeconds: Math.max(0, (atMs - startedAtMs) / SECOND_MS),
    ...{ load1, load5, load15 },
    cpuMillicores: millicores(
      counters.cpuUsageMicroseconds - (then?.cpuUsageMicroseconds ?? 0),
      elapsedSeconds,
    ),
    cpuUsageMicroseconds: counters.cpuUsageMicroseconds,
    cpuThrottled: throttledShare(reading, then, elapsedSeconds),
    cpuBucketUs: bucketLevel(
      reading.limit,
      counters,
      last && { counters: last.counters, levelUs: last.sample.cpuBucketUs },
    ),
    ...gauges(counters),
    ...rates(counters, then ?? sinceStart(counters), elapsedSeconds),
  }
  return { sample, startedAtMs, counters, seconds: elapsedSeconds }
}

/** Counters of one run only grow, and so does its clock. */
function isSameRun(before: Measured, { startedAtMs, counters }: Reading): boolean {
  return (
    before.startedAtMs === startedAtMs &&
    before.counters.clockMs < counters.clockMs &&
    before.counters.cpuUsageMicroseconds <= counters.cpuUsageMicroseconds
  )
}

/**
 * Each of both is at least the time: microseconds are counted on every processor where it was held back, periods whole.
 * The smaller one is the nearer.
 */
function throttledShare(
  { counters: { cpuCap }, limit }: Reading,
  then: GuestCounters | null,
  seconds: number,
): number | null {
  if (cpuCap === null || seconds <= 0) return null
  const cap = then?.cpuCap
  const heldUs = cpuCap.throttledMicroseconds - (cap?.throttledMicroseconds ?? 0)
  const periods = cpuCap.throttledPeriods - (cap?.throttledPeriods ?? 0)
  const periodsUs = periods * (limit.cpuIntervalUs ?? 100_000)
  return Math.min(1, Math.max(0, Math.min(heldUs, periodsUs)) / 1_000_000 / seconds)
}

function gauges(counters: GuestCounters) {
  const { memoryBytes, memoryAnonBytes, memoryFileBytes, memoryKernelBytes, swapBytes } = counters
  const memory = { memoryBytes, memoryAnonBytes, memoryFileBytes, memoryKernelBytes, swapBytes }
  return { ...memory, processes: counters.processes, sockets: counters.sockets }
}

function rates(
  counters: GuestCounters,
  then: Pick<GuestCounters, 'majorFaults' | 'pressure' | 'io'>,
  seconds: number,
) {
  const io = (key: keyof NonNullable<GuestCounters['io']>) =>
    rateOf(counters.io?.[key], then.io?.[key], seconds)
  return {
    majorFaults: rateOf(counters.majorFaults, then.majorFaults, seconds),
    ...pressureShares(counters.pressure, then.pressure, seconds),
    ioReadBytes: io('readBytes'),
    ioWriteBytes: io('writeBytes'),
    ioReadOperations: io('readOperations'),
    ioWriteOperations: io('writeOperations'),
  }
}

/** Groups are new with each start, so that their counters began at 0. */
function sinceStart({ majorFaults, pressure, io }: GuestCounters) {
  const zero = <Counters extends Record<string, number>>(counters: Counters | null): Counters | null =>
    counters && (Object.fromEntries(Object.keys(counters).map((key) => [key, 0])) as Counters)
  return { majorFaults: majorFaults === null ? null : 0, pressure: zero(pressure), io: zero(io) }
}

function loadOf(sample: Sample | undefined): LoadAverage {
  return sample === undefined ? NO_LOAD : [sample.load1, sample.load5, sample.load15]
}
