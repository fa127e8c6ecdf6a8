import { GUEST_METRIC_NAMES, type MetricSeries } from '@vserver/core/metric/model'
import { HOUR_MS } from '@vserver/core/units'
import { z } from 'zod'

const DAY_MS = 24 * HOUR_MS

/** How far back a reader looks, from now. */
export const RANGE_MS = {
  hour: HOUR_MS,
  day: DAY_MS,
  week: 7 * DAY_MS,
  month: 31 * DAY_MS,
  year: 366 * DAY_MS,
} as const
export const RANGES = ['hour', 'day', 'week', 'month', 'year'] as const
export const Range = z.enum(RANGES)
export type Range = z.infer<typeof Range>

export const SampleRangeRequest = z.object({
  range: Range,
  /** Only these columns come; a host keeps far more than one chart shows. */
  metrics: z.array(z.enum(GUEST_METRIC_NAMES)).min(1).max(GUEST_METRIC_NAMES.length),
})
export type SampleRangeRequest = z.infer<typeof SampleRangeRequest>

/** The series with the moments that were asked for: the kept points may begin later. */
export type SeriesView = MetricSeries & { fromMs: number; toMs: number }
