import type { Limit } from '@vserver/core/limit/model'
import { GIB, MIB } from '@vserver/core/units'
import { msg, type Words } from '@/language/t.ts'

/** Those that every plan names; the others are advanced. */
export type PlainField = 'memoryBytes' | 'cpuMillicores' | 'cpuWeight' | 'processes' | 'diskBytes' | 'inodes'
export type AdvancedField = Exclude<keyof Limit, PlainField>

type Own = {
  field: AdvancedField
  label: Words
  /** Outside of its group, where the label alone says too little. */
  alone?: Words
}
export type AdvancedSpec = Own &
  (
    | { input: 'bytes'; fallback: number; perSecond?: boolean }
    | { input: 'count'; fallback: number; unit?: Words; scale?: number; nullLabel?: Words }
    | { input: 'number'; min: number; max: number }
    | { input: 'bits'; fallback: number }
    | { input: 'time' }
    | { input: 'cpus' }
  )
export type AdvancedGroup = { title: Words; specs: readonly AdvancedSpec[] }

/** Microseconds are kept, milliseconds are shown. */
export const MICROSECONDS_PER_MS = 1000

/** Kept in bits a second, written in millions of them. */
export const MEGABIT = 1_000_000

/** Sold as often as memory: shown with the plain fields. */
export const NETWORK_SPEED = msg('Network speed')

export const ADVANCED_GROUPS: readonly AdvancedGroup[] = [
  {
    title: msg('Processor bucket'),
    specs: [
      {
        field: 'cpuIntervalUs',
        label: msg('Interval'),
        alone: msg('Processor interval'),
        input: 'count',
        fallback: 100_000,
        unit: msg('ms'),
        scale: MICROSECONDS_PER_MS,
        nullLabel: msg('Usual (100 ms)'),
      },
      {
        field: 'cpuBurstUs',
        label: msg('Burst'),
        alone: msg('Processor burst'),
        input: 'time',
      },
      {
        field: 'cpuSet',
        label: msg('Allowed CPUs'),
        input: 'cpus',
      },
    ],
  },
  {
    title: msg('Memory'),
    specs: [
      {
        field: 'memoryHighBytes',
        label: msg('Soft memory limit'),
        input: 'bytes',
        fallback: 384 * MIB,
      },
      {
        field: 'swapBytes',
        label: msg('Swap'),
        input: 'bytes',
        fallback: 0,
      },
      {
        field: 'lockedMemoryBytes',
        label: msg('Locked memory'),
        input: 'bytes',
        fallback: 8 * MIB,
      },
      {
        field: 'addressSpaceBytes',
        label: msg('Address space'),
        input: 'bytes',
        fallback: 4 * GIB,
      },
    ],
  },
  {
    title: msg('Files and sockets'),
    specs: [
      {
        field: 'openFiles',
        label: msg('Open files'),
        input: 'count',
        fallback: 1024,
      },
      {
        field: 'sockets',
        label: msg('Sockets'),
        input: 'count',
        fallback: 1024,
      },
    ],
  },
  {
    title: msg('Communication between processes'),
    specs: [
      {
        field: 'sharedMemoryBytes',
        label: msg('Shared segments'),
        input: 'bytes',
        fallback: 256 * MIB,
      },
      {
        field: 'semaphores',
        label: msg('Semaphores'),
        input: 'count',
        fallback: 32_000,
      },
      {
        field: 'messageQueues',
        label: msg('Message queues'),
        input: 'count',
        fallback: 256,
      },
    ],
  },
  {
    title: msg('Disk space'),
    specs: [
      {
        field: 'diskSoftBytes',
        label: msg('Soft disk limit'),
        input: 'bytes',
        fallback: 8 * GIB,
      },
      {
        field: 'inodesSoft',
        label: msg('Soft limit of inodes'),
        input: 'count',
        fallback: 400_000,
      },
    ],
  },
  {
    title: msg('Disk speed'),
    specs: [
      {
        field: 'diskReadBps',
        label: msg('Reading'),
        alone: msg('Disk reading'),
        input: 'bytes',
        fallback: 100 * MIB,
        perSecond: true,
      },
      {
        field: 'diskWriteBps',
        label: msg('Writing'),
        alone: msg('Disk writing'),
        input: 'bytes',
        fallback: 100 * MIB,
        perSecond: true,
      },
      {
        field: 'diskReadIops',
        label: msg('Read operations'),
        alone: msg('Disk read operations'),
        input: 'count',
        fallback: 1000,
        unit: msg('per second'),
      },
      {
        field: 'diskWriteIops',
        label: msg('Write operations'),
        alone: msg('Disk write operations'),
        input: 'count',
        fallback: 1000,
        unit: msg('per second'),
      },
    ],
  },
  {
    title: NETWORK_SPEED,
    specs: [
      {
        field: 'networkOutBits',
        label: msg('Sending'),
        alone: msg('Network sending'),
        input: 'bits',
        fallback: 100 * MEGABIT,
      },
      {
        field: 'networkInBits',
        label: msg('Receiving'),
        alone: msg('Network receiving'),
        input: 'bits',
        fallback: 100 * MEGABIT,
      },
    ],
  },
  {
    title: msg('Priorities'),
    specs: [
      {
        field: 'nice',
        label: msg('Nice value'),
        input: 'number',
        min: -20,
        max: 19,
      },
      {
        field: 'ioPriority',
        label: msg('Disk priority'),
        input: 'number',
        min: 0,
        max: 7,
      },
      {
        field: 'oomBias',
        label: msg('First to go when the host is out of memory'),
        input: 'number',
        min: -1000,
        max: 1000,
      },
    ],
  },
]

export const ADVANCED_SPECS: readonly AdvancedSpec[] = ADVANCED_GROUPS.flatMap(({ specs }) => specs)
