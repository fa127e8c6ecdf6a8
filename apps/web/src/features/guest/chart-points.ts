import type { Sample } from '@vserver/core/sample/model'
import type { ChartPoint } from '@/ui/chart.tsx'

/** More points than pixels only cost time. */
const POINTS_MAX = 240

/** Without a reading for this long the guest or the host was away: the line breaks. */
const GAP_MS = 30_000

const SERIES = ['load1', 'load5', 'load15', 'cpuMillicores', 'memoryBytes'] as const

/** Averages neighbours until the hour fits, and puts a null between readings that are far apart. */
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
