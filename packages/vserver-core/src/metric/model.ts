import { z } from 'zod'

/**
 * Every figure that is sampled of a guest, by the name it has in a sample, in the store, in OpenMetrics and in charts.
 * A rate is per second since the sample before. Sources: kernel admin-guide/cgroup-v2, accounting/psi.
 */
export const GUEST_METRICS = {
  uptimeSeconds: 'seconds',
  load1: 'tasks',
  load5: 'tasks',
  load15: 'tasks',
  /** Thousandths of one core. */
  cpuMillicores: 'millicores',
  /** Share of time in which it wanted CPU and its own cap held it back, 0..1. */
  cpuThrottled: 'share',
  /** CPU time its token bucket still holds beyond its rate, in microseconds. */
  cpuBucketUs: 'microseconds',
  memoryBytes: 'bytes',
  memoryAnonBytes: 'bytes',
  memoryFileBytes: 'bytes',
  memoryKernelBytes: 'bytes',
  swapBytes: 'bytes',
  majorFaults: 'rate',
  /** Shares of time in which some or all of its tasks waited, 0..1; memory and io also know "full". */
  cpuPressureSome: 'share',
  memoryPressureSome: 'share',
  memoryPressureFull: 'share',
  ioPressureSome: 'share',
  ioPressureFull: 'share',
  diskBytes: 'bytes',
  inodes: 'count',
  ioReadBytes: 'byteRate',
  ioWriteBytes: 'byteRate',
  ioReadOperations: 'rate',
  ioWriteOperations: 'rate',
  networkIn4Bytes: 'byteRate',
  networkIn6Bytes: 'byteRate',
  networkOut4Bytes: 'byteRate',
  networkOut6Bytes: 'byteRate',
  networkInPackets: 'rate',
  networkOutPackets: 'rate',
  networkDropped: 'rate',
  processes: 'count',
  sockets: 'count',
} as const

export type MetricUnit = (typeof GUEST_METRICS)[keyof typeof GUEST_METRICS]
export type GuestMetric = keyof typeof GUEST_METRICS
export const GUEST_METRIC_NAMES = Object.keys(GUEST_METRICS) as GuestMetric[]

/** The same of a host as a whole. */
export const HOST_METRICS = {
  load1: 'tasks',
  cpuMillicores: 'millicores',
  memoryBytes: 'bytes',
  swapBytes: 'bytes',
  storageBytes: 'bytes',
  cpuPressureSome: 'share',
  memoryPressureSome: 'share',
  memoryPressureFull: 'share',
  ioPressureSome: 'share',
  ioPressureFull: 'share',
  /** Of the disk that holds the storage, by whomever: less a guest's own, they are its neighbours'. */
  ioReadBytes: 'byteRate',
  ioWriteBytes: 'byteRate',
  ioReadOperations: 'rate',
  ioWriteOperations: 'rate',
  guestsRunning: 'count',
} as const satisfies Record<string, MetricUnit>
export type HostMetric = keyof typeof HOST_METRICS
export const HOST_METRIC_NAMES = Object.keys(HOST_METRICS) as HostMetric[]

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
