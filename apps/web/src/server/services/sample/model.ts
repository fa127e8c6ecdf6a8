import { GUEST_METRIC_NAMES, type MetricSeries } from '@vserver/core/metric/model'
import { z } from 'zod'
import { RANGES } from './constants.ts'

export { RANGE_MS, RANGES } from './constants.ts'

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
