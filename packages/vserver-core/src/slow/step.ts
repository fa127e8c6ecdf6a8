import type { Hit } from '../hit/model.ts'
import type { Limit } from '../limit/model.ts'
import type { GuestMetric, HostMetric, MetricSeries } from '../metric/model.ts'
import { SECOND_MS } from '../units.ts'

export type SlowInput = {
  fromMs: number
  toMs: number
  guest: MetricSeries
  /** The host's series of the same time; null when it is not known. */
  host: MetricSeries | null
  hits: readonly Hit[]
  limit: Limit
  /** How many CPUs the guest may run on. */
  cpus: number
}

/** One step of the range: what was measured of the guest and its host, and what was hit. Null: not measured. */
export type Step = {
  seconds: number
  guest(metric: GuestMetric): number | null
  /** Zero for what was not measured. */
  of(metric: GuestMetric): number
  host(metric: HostMetric): number | null
  hits: readonly Hit[]
}

/** The steps of the range in which the guest was measured, and how many there are in all. */
export function stepsOf({ fromMs, toMs, guest, host, hits }: SlowInput): { steps: Step[]; all: number } {
  const stepMs = guest.stepSeconds * SECOND_MS
  const inRange = guest.at.flatMap((at, index) => (at + stepMs > fromMs && at < toMs ? [index] : []))
  const hitsOf = hitsByStep(guest, hits)
  const hostIndex = indexOver(host)
  const steps = inRange
    .filter((index) => isMeasured(guest, index))
    .map((index): Step => {
      const value = (metric: GuestMetric) => guest.average[metric]?.[index] ?? null
      const beside = hostIndex(guest.at[index] ?? 0)
      return {
        seconds: guest.stepSeconds,
        guest: value,
        of: (metric) => value(metric) ?? 0,
        host: (metric) => (beside === null ? null : (host?.average[metric]?.[beside] ?? null)),
        hits: hitsOf.get(index) ?? [],
      }
    })
  return { steps, all: Math.max(inRange.length, Math.round((toMs - fromMs) / stepMs)) }
}

function isMeasured(guest: MetricSeries, index: number): boolean {
  return (['cpuMillicores', 'memoryBytes'] as const).some((metric) => guest.average[metric]?.[index] != null)
}

/** A hit is told at the end of its interval: what ends with a step was in it. */
function hitsByStep(guest: MetricSeries, hits: readonly Hit[]): Map<number, Hit[]> {
  const found = new Map<number, Hit[]>()
  const first = guest.at[0] ?? 0
  for (const hit of hits) {
    const index = Math.ceil((hit.at - first) / (guest.stepSeconds * SECOND_MS)) - 1
    const at = Math.min(Math.max(index, 0), guest.at.length - 1)
    found.set(at, [...(found.get(at) ?? []), hit])
  }
  return found
}

/** The step of another series that a time is in; the two may have different steps. */
function indexOver(series: MetricSeries | null): (atMs: number) => number | null {
  return (atMs) => {
    if (series === null || series.at.length === 0) return null
    const index = Math.floor((atMs - (series.at[0] ?? 0)) / (series.stepSeconds * SECOND_MS))
    return index >= 0 && index < series.at.length ? index : null
  }
}
