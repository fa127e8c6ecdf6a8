import type { GuestMetric } from '@vserver/core/metric/model'

/** What guests can be ordered by, the greediest first. */
export const TOP_METRICS = [
  'cpuMillicores',
  'memoryBytes',
  'ioReadBytes',
  'ioWriteBytes',
  'processes',
] as const satisfies readonly GuestMetric[]
