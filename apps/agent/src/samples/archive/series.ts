import type { MetricRange, MetricSeries } from '@vserver/core/metric/model'
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '@vserver/core/units'
import { LEVELS } from './chunks.ts'
import type { Points } from './points.ts'

const READINGS_MS = HOUR_MS
const READING_STEP_MS = 2 * SECOND_MS

type Span = { fromMs: number; stepMs: number; count: number }

/** The finest level that is kept of the whole range, and how many of its steps make one point. */
export function stepOf(
  { fromMs, toMs, points }: MetricRange,
  nowMs: number,
): Span & { level: 'reading' | 'minute' | 'hour' } {
  const ageMs = nowMs - fromMs
  // A reader asks for an hour and is answered a moment later.
  const level =
    ageMs <= READINGS_MS + MINUTE_MS
      ? 'reading'
      : ageMs <= LEVELS.minute.keptMs + MINUTE_MS
        ? 'minute'
        : 'hour'
  const baseMs = level === 'reading' ? READING_STEP_MS : LEVELS[level].stepMs
  // One step more may be touched than fits, since steps begin at whole multiples.
  const stepMs = baseMs * Math.max(1, Math.ceil((toMs - fromMs) / baseMs / Math.max(1, points - 1)))
  const start = fromMs - (fromMs % stepMs)
  return { level, fromMs: start, stepMs, count: Math.ceil((toMs - start) / stepMs) }
}

/** Only these metrics; absent: all. */
export function seriesOf(
  { count, average, maximum }: Points,
  { fromMs, stepMs }: Span,
  names: readonly string[],
  metrics: readonly string[] | undefined,
): MetricSeries {
  const columnsOf = (values: Float32Array) =>
    Object.fromEntries(
      names.flatMap((name, metric) => {
        if (metrics !== undefined && !metrics.includes(name)) return []
        return [[name, Array.from(values.subarray(metric * count, (metric + 1) * count), figureOf)]]
      }),
    )
  return {
    stepSeconds: stepMs / SECOND_MS,
    at: Array.from({ length: count }, (_, step) => fromMs + step * stepMs),
    average: columnsOf(average),
    maximum: columnsOf(maximum),
  }
}

/** Digits that were not measured are not told. */
export function figureOf(value: number): number | null {
  return Number.isNaN(value) ? null : Number(value.toPrecision(7))
}
