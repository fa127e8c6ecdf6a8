import type { GuestMetric, HostMetric, MetricUnit } from '@vserver/core/metric/model'
import { msg, t, type Words } from '@/language/t.ts'
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
  uptimeSeconds: msg('Uptime'),
  load1: msg('Load over 1 min'),
  load5: msg('Load over 5 min'),
  load15: msg('Load over 15 min'),
  cpuMillicores: msg('Processor'),
  cpuThrottled: msg('Held back by its own limit'),
  cpuBucketUs: msg('Processor bucket'),
  memoryBytes: msg('Memory'),
  memoryAnonBytes: msg('Memory of programs'),
  memoryFileBytes: msg('Memory of files'),
  memoryKernelBytes: msg('Memory of the kernel'),
  swapBytes: msg('Swap'),
  majorFaults: msg('Pages read back from disk'),
  cpuPressureSome: msg('Some waited for the processor'),
  memoryPressureSome: msg('Some waited for memory'),
  memoryPressureFull: msg('All waited for memory'),
  ioPressureSome: msg('Some waited for the disk'),
  ioPressureFull: msg('All waited for the disk'),
  diskBytes: msg('Disk'),
  inodes: msg('Inodes'),
  ioReadBytes: msg('Disk reading'),
  ioWriteBytes: msg('Disk writing'),
  ioReadOperations: msg('Disk read operations'),
  ioWriteOperations: msg('Disk write operations'),
  networkIn4Bytes: msg('Received, IPv4'),
  networkIn6Bytes: msg('Received, IPv6'),
  networkOut4Bytes: msg('Sent, IPv4'),
  networkOut6Bytes: msg('Sent, IPv6'),
  networkInPackets: msg('Packets received'),
  networkOutPackets: msg('Packets sent'),
  networkDropped: msg('Packets dropped'),
  processes: msg('Processes'),
  sockets: msg('Sockets'),
} as const satisfies Record<GuestMetric, Words>

export function metricLabel(metric: GuestMetric): string {
  return t(LABEL[metric])
}

const HOST_LABEL = {
  ...LABEL,
  storageBytes: msg('Storage in use'),
  guestsRunning: msg('Guests running'),
} as const satisfies Partial<Record<GuestMetric, Words>> & Record<HostMetric, Words>

export function hostMetricLabel(metric: HostMetric): string {
  return t(HOST_LABEL[metric])
}
