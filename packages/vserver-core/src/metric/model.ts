import { z } from 'zod'
import { GUEST_METRIC_NAMES, HOST_METRIC_NAMES } from './constants.ts'

export {
  GUEST_METRIC_NAMES,
  GUEST_METRICS,
  type GuestMetric,
  HOST_METRIC_NAMES,
  HOST_METRICS,
  type HostMetric,
  type MetricUnit,
} from './constants.ts'

const column = z.array(z.number().nullable())

/** What to read of the store. */
export const MetricRange = z
  .strictObject({
    /** Milliseconds since the epoch. */
    fromMs: z.number().int().min(0),
    toMs: z.number().int().min(0),
    /** At most so many points; the step is the finest one that is kept of the whole range and gives no more. */
    points: z.number().int().min(10).max(2000).default(360),
    /** Only these, by their names; absent = all. */
    metrics: z
      .array(z.enum([...GUEST_METRIC_NAMES, ...HOST_METRIC_NAMES]))
      .max(100)
      .optional(),
  })
  .refine(({ fromMs, toMs }) => fromMs < toMs, 'The range must end after it begins.')
export type MetricRange = z.infer<typeof MetricRange>

/** A table of the store: one column a metric, null where nothing was measured. */
export const MetricSeries = z.strictObject({
  /** Seconds between two points. */
  stepSeconds: z.number(),
  /** Beginning of each step, milliseconds since the epoch, ascending, without holes. */
  at: z.array(z.number()),
  average: z.record(z.string(), column),
  maximum: z.record(z.string(), column),
})
export type MetricSeries = z.infer<typeof MetricSeries>
