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
