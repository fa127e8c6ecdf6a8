import type { GuestMetric, HostMetric, MetricUnit } from '@vserver/core/metric/model'
import { formatBytes } from '@/ui/format-bytes.ts'
import { formatCount, formatCpuUse, formatLoad } from '@/ui/format-cpu.ts'
import { formatShare } from '@/ui/format-share.ts'
import { formatDuration } from '@/ui/format-time.ts'

const FORMAT = {
  seconds: (value) => formatDuration(value * 1000),
  tasks: formatLoad,
  millicores: formatCpuUse,
  share: formatShare,
  microseconds: (value) => `${formatSmall(value / 1_000_000)} s`,
  bytes: formatBytes,
  rate: (value) => `${formatSmall(value)}/s`,
  byteRate: (value) => `${formatBytes(value)}/s`,
  count: (value) => formatCount(Math.round(value)),
} as const satisfies Record<MetricUnit, (value: number) => string>

export function formatUnit(unit: MetricUnit): (value: number) => string {
  return FORMAT[unit]
}

function formatSmall(value: number): string {
  return formatCount(Number(value.toPrecision(value >= 100 ? 4 : 2)))
}

const LABEL = {
  uptimeSeconds: 'Uptime',
  load1: 'Load over 1 min',
  load5: 'Load over 5 min',
  load15: 'Load over 15 min',
  cpuMillicores: 'Processor',
  cpuThrottled: 'Held back by its own limit',
  cpuBucketUs: 'Processor bucket',
  memoryBytes: 'Memory',
  memoryAnonBytes: 'Memory of programs',
  memoryFileBytes: 'Memory of files',
  memoryKernelBytes: 'Memory of the kernel',
  swapBytes: 'Swap',
  majorFaults: 'Pages read back from disk',
  cpuPressureSome: 'Some waited for the processor',
  memoryPressureSome: 'Some waited for memory',
  memoryPressureFull: 'All waited for memory',
  ioPressureSome: 'Some waited for the disk',
  ioPressureFull: 'All waited for the disk',
  diskBytes: 'Disk',
  inodes: 'Inodes',
  ioReadBytes: 'Disk reading',
  ioWriteBytes: 'Disk writing',
  ioReadOperations: 'Disk read operations',
  ioWriteOperations: 'Disk write operations',
  networkIn4Bytes: 'Received, IPv4',
  networkIn6Bytes: 'Received, IPv6',
  networkOut4Bytes: 'Sent, IPv4',
  networkOut6Bytes: 'Sent, IPv6',
  networkInPackets: 'Packets received',
  networkOutPackets: 'Packets sent',
  networkDropped: 'Packets dropped',
  processes: 'Processes',
  sockets: 'Sockets',
} as const satisfies Record<GuestMetric, string>

export function metricLabel(metric: GuestMetric): string {
  return LABEL[metric]
}

export const HOST_LABEL = {
  ...LABEL,
  storageBytes: 'Storage in use',
  guestsRunning: 'Guests running',
} as const satisfies Partial<Record<GuestMetric, string>> & Record<HostMetric, string>
