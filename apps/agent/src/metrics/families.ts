import type { GuestRecord } from '@vserver/core/guest/model'
import type { HitCount } from '@vserver/core/hit/model'
import type { HostCounters, Measured } from '@vserver/core/sample'
import type { HostSample } from '@vserver/core/sample/model'
import type { GuestTraffic } from '@vserver/core/traffic/model'

export type Labels = Readonly<Record<string, string>>
/** Null: the host cannot tell, and there is no line. */
type Value = number | null | undefined
type Values = Value | readonly (readonly [Labels, Value])[]

/** One family: its name without `_total`, which counters get; a unit is the end of the name. */
export type Family<Subject> = {
  name: string
  type: 'gauge' | 'counter'
  unit?: string
  help: string
  values: (subject: Subject) => Values
}

export type GuestSubject = {
  record: GuestRecord
  /** Null when it does not run or was not read yet. */
  measured: Measured | null
  traffic: GuestTraffic | null
  hits: readonly HitCount[] | null
}
export type HostSubject = { sample: HostSample; counters: HostCounters }

const seconds = (microseconds: Value) => (microseconds == null ? null : microseconds / 1_000_000)
const sampled =
  (key: keyof Measured['sample']) =>
  ({ measured }: GuestSubject): Value =>
    measured?.sample[key]

type PressureOwner = { counters: Pick<HostCounters, 'pressure'> } | null

function pressureOf(owner: PressureOwner): Values {
  const pressure = owner?.counters.pressure
  if (pressure == null) return null
  const kind = (resource: string, kind: string, value: number) =>
    [{ resource, kind }, seconds(value)] as const
  return [
    kind('cpu', 'some', pressure.cpuSome),
    kind('memory', 'some', pressure.memorySome),
    kind('memory', 'full', pressure.memoryFull),
    kind('io', 'some', pressure.ioSome),
    kind('io', 'full', pressure.ioFull),
  ]
}

type IoOwner = { counters: Pick<HostCounters, 'io'> } | null

function ioOf(owner: IoOwner, what: 'Bytes' | 'Operations'): Values {
  const io = owner?.counters.io
  if (io == null) return null
  return [
    [{ direction: 'read' }, io[`read${what}`]],
    [{ direction: 'write' }, io[`write${what}`]],
  ]
}

function trafficOf({ traffic }: GuestSubject, what: 'bytes' | 'packets'): Values {
  if (traffic === null) return null
  const flows = { in4: ['in', '4'], in6: ['in', '6'], out4: ['out', '4'], out6: ['out', '6'] } as const
  return (['in4', 'in6', 'out4', 'out6'] as const).map((flow) => {
    const [direction, family] = flows[flow]
    return [{ direction, family }, traffic[flow][what]] as const
  })
}

function memory(kind: string, key: keyof Measured['sample']): Family<GuestSubject> {
  return {
    ...{ name: `vserver_guest_memory_${kind}bytes`, type: 'gauge', unit: 'bytes' },
    help: `Memory of the guest${kind === '' ? ' without what the kernel could give back at once' : `, ${kind.slice(0, -1)}`}.`,
    values: sampled(key),
  }
}

export const GUEST_FAMILIES: readonly Family<GuestSubject>[] = [
  {
    ...{ name: 'vserver_guest_up', type: 'gauge', help: 'Whether the guest runs.' },
    values: ({ measured }) => (measured === null ? 0 : 1),
  },
  {
    ...{ name: 'vserver_guest_start_time_seconds', type: 'gauge', unit: 'seconds' },
    help: 'When the guest was started, since the epoch.',
    values: ({ measured }) => measured && measured.startedAtMs / 1000,
  },
  ...(['load1', 'load5', 'load15'] as const).map(
    (key): Family<GuestSubject> => ({
      ...{ name: `vserver_guest_${key}`, type: 'gauge', values: sampled(key) },
      help: `Load average of the guest's own tasks over ${key.slice(4)} minutes.`,
    }),
  ),
  {
    ...{ name: 'vserver_guest_cpu_seconds', type: 'counter', unit: 'seconds' },
    help: 'CPU time used since the guest was started.',
    values: ({ measured }) => seconds(measured?.counters.cpuUsageMicroseconds),
  },
  {
    ...{ name: 'vserver_guest_cpu_throttled_seconds', type: 'counter', unit: 'seconds' },
    help: 'Time its cap held it back, on all processors together, since the guest was started.',
    values: ({ measured }) => seconds(measured?.counters.cpuCap?.throttledMicroseconds),
  },
  {
    ...{ name: 'vserver_guest_cpu_bucket_seconds', type: 'gauge', unit: 'seconds' },
    help: 'CPU time it may use beyond its rate.',
    values: ({ measured }) => seconds(measured?.sample.cpuBucketUs),
  },
  {
    ...{ name: 'vserver_guest_cpu_limit_cores', type: 'gauge', unit: 'cores', help: 'CPU it may use.' },
    values: ({ record }) => record.limit.cpuMillicores && record.limit.cpuMillicores / 1000,
  },
  memory('', 'memoryBytes'),
  memory('anon_', 'memoryAnonBytes'),
  memory('file_', 'memoryFileBytes'),
  memory('kernel_', 'memoryKernelBytes'),
  {
    ...{ name: 'vserver_guest_memory_limit_bytes', type: 'gauge', unit: 'bytes', help: 'Memory it may use.' },
    values: ({ record }) => record.limit.memoryBytes,
  },
  {
    ...{ name: 'vserver_guest_swap_bytes', type: 'gauge', unit: 'bytes', help: 'Swap of the guest.' },
    values: sampled('swapBytes'),
  },
  {
    ...{ name: 'vserver_guest_major_faults', type: 'counter', help: 'Faults that had to wait for a disk.' },
    values: ({ measured }) => measured?.counters.majorFaults,
  },
  {
    ...{ name: 'vserver_guest_pressure_seconds', type: 'counter', unit: 'seconds' },
    help: 'Time in which some or all of its tasks waited.',
    values: ({ measured }) => pressureOf(measured),
  },
  {
    ...{ name: 'vserver_guest_disk_bytes', type: 'gauge', unit: 'bytes', help: 'Disk its own files take.' },
    values: sampled('diskBytes'),
  },
  {
    ...{ name: 'vserver_guest_disk_limit_bytes', type: 'gauge', unit: 'bytes', help: 'Disk it may use.' },
    values: ({ record }) => record.limit.diskBytes,
  },
  {
    ...{ name: 'vserver_guest_inodes', type: 'gauge', help: 'Files and directories of its own.' },
    values: sampled('inodes'),
  },
  {
    ...{ name: 'vserver_guest_io_bytes', type: 'counter', unit: 'bytes', help: 'From and to disks.' },
    values: ({ measured }) => ioOf(measured, 'Bytes'),
  },
  {
    ...{ name: 'vserver_guest_io_operations', type: 'counter', help: 'From and to disks.' },
    values: ({ measured }) => ioOf(measured, 'Operations'),
  },
  {
    ...{ name: 'vserver_guest_network_bytes', type: 'counter', unit: 'bytes' },
    help: 'Sent and received since the guest was made.',
    values: (guest) => trafficOf(guest, 'bytes'),
  },
  {
    ...{ name: 'vserver_guest_network_packets', type: 'counter' },
    help: 'Sent and received since the guest was made.',
    values: (guest) => trafficOf(guest, 'packets'),
  },
  {
    ...{ name: 'vserver_guest_network_dropped_packets', type: 'counter', unit: 'packets' },
    help: 'Dropped by its limits of speed since the guest was made.',
    values: ({ traffic }) => traffic?.rateDropped,
  },
  {
    ...{ name: 'vserver_guest_processes', type: 'gauge', help: 'Processes and threads.' },
    values: sampled('processes'),
  },
  {
    ...{ name: 'vserver_guest_sockets', type: 'gauge', help: 'Internet sockets.' },
    values: sampled('sockets'),
  },
  {
    ...{ name: 'vserver_guest_hits', type: 'counter' },
    help: 'How often a limit held the guest since it was started.',
    values: ({ hits }) => hits?.map(({ resource, effect, count }) => [{ resource, effect }, count] as const),
  },
]

export const HOST_FAMILIES: readonly Family<HostSubject>[] = [
  {
    ...{ name: 'vserver_host_guests_running', type: 'gauge', help: 'Guests that run.' },
    values: ({ sample }) => sample.guestsRunning,
  },
  {
    ...{ name: 'vserver_host_load1', type: 'gauge', help: 'Load average of the host over one minute.' },
    values: ({ sample }) => sample.load1,
  },
  {
    ...{ name: 'vserver_host_cpu_seconds', type: 'counter', unit: 'seconds', help: 'CPU time used.' },
    values: ({ counters }) => seconds(counters.cpuBusyMicroseconds),
  },
  ...(['memory', 'swap', 'storage'] as const).map(
    (what): Family<HostSubject> => ({
      ...{ name: `vserver_host_${what}_bytes`, type: 'gauge', unit: 'bytes', help: `Used ${what}.` },
      values: ({ counters }) => counters[`${what}Bytes`],
    }),
  ),
  {
    ...{ name: 'vserver_host_pressure_seconds', type: 'counter', unit: 'seconds' },
    help: 'Time in which some or all tasks waited.',
    values: pressureOf,
  },
  {
    ...{ name: 'vserver_host_io_bytes', type: 'counter', unit: 'bytes' },
    help: 'From and to the disk of the storage.',
    values: (host) => ioOf(host, 'Bytes'),
  },
  {
    ...{ name: 'vserver_host_io_operations', type: 'counter', help: 'From and to the disk of the storage.' },
    values: (host) => ioOf(host, 'Operations'),
  },
]
