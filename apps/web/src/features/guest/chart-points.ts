import type { Sample } from '@vserver/core/sample/model'
import { HOUR_MS, MINUTE_MS } from '@vserver/core/units'
import type { ChartPoint } from '@/ui/chart.tsx'

/** More points than pixels only cost time. */
const POINTS_MAX = 240

/** Without a reading for this long the guest or the host was away: the line breaks. */
const GAP_MS = 30_000

const SERIES = ['load1', 'load5', 'load15', 'cpuMillicores', 'memoryBytes'] as const

/** A young guest has little to show, and little is shown large; never less than this. */
const WINDOW_MIN_MS = 5 * MINUTE_MS

/** Where the charts begin: at the first reading, an hour back at most. */
export function windowStart(history: readonly Sample[], to: number): number {
  const first = history[0]?.at ?? to
  return Math.max(to - HOUR_MS, Math.min(first, to - WINDOW_MIN_MS))
}

export function windowWords([from, to]: [number, number]): string {
  const minutes = Math.round((to - from) / MINUTE_MS)
  return minutes >= 60 ? 'Last hour' : `Last ${minutes} minutes`
}

/** Averages neighbours until they fit, and puts a null between readings that are far apart. */
export function chartPoints(history: readonly Sample[], from: number, to: number): ChartPoint[] {
  const width = (to - from) / POINTS_MAX
  const buckets = new Map<number, Sample[]>()
  for (const sample of history) {
    if (sample.at < from || sample.at > to) continue
    const bucket = Math.floor((sample.at - from) / width)
    buckets.set(bucket, [...(buckets.get(bucket) ?? []), sample])
  }
  return [...buckets.values()].map(average).flatMap((point, index, all) => {
    const before = all[index - 1]
    return before && point.at - before.at > GAP_MS ? [gapAt((before.at + point.at) / 2), point] : [point]
  })
}

function average(samples: Sample[]): ChartPoint {
  const point: ChartPoint = { at: mean(samples.map((sample) => sample.at)) }
  for (const key of SERIES) point[key] = mean(samples.map((sample) => sample[key]))
  return point
}

function gapAt(at: number): ChartPoint {
  const point: ChartPoint = { at }
  for (const key of SERIES) point[key] = null
  return point
}

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/** For those who cannot see the drawing: now, lowest and highest of the hour. */
export function summarize(
  title: string,
  history: readonly Sample[],
  key: (typeof SERIES)[number],
  format: (value: number) => string,
): string {
  const values = history.map((sample) => sample[key])
  const now = values.at(-1)
  if (now === undefined) return `${title}: no readings in the last hour.`
  return `${title} in the last hour: now ${format(now)}, lowest ${format(Math.min(...values))}, highest ${format(Math.max(...values))}.`
}
