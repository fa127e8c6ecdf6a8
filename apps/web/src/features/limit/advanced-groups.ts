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
  hint?: Words
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
        hint: msg(
          'How often the bucket is filled: shorter is smoother, longer lets a guest run in one go. From 1 to 1,000 ms.',
        ),
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
        hint: msg('Processor time an idle guest saves up to spend at once. 0 saves nothing.'),
        input: 'time',
      },
      {
        field: 'cpuSet',
        label: msg('Allowed CPUs'),
        hint: msg('Like 0-3,8. Empty: all CPUs of the host.'),
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
        hint: msg('Above it the guest is slowed and its memory reclaimed; it is not killed.'),
        input: 'bytes',
        fallback: 384 * MIB,
      },
      {
        field: 'swapBytes',
        label: msg('Swap'),
        hint: msg('On top of memory; 0 forbids swapping.'),
        input: 'bytes',
        fallback: 0,
      },
      {
        field: 'lockedMemoryBytes',
        label: msg('Locked memory'),
        hint: msg('Of one process: what it may keep from being swapped.'),
        input: 'bytes',
        fallback: 8 * MIB,
      },
      {
        field: 'addressSpaceBytes',
        label: msg('Address space'),
        hint: msg('Of one process, used or only reserved. Databases and Java reserve much.'),
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
        hint: msg('Of one process.'),
        input: 'count',
        fallback: 1024,
      },
      {
        field: 'sockets',
        label: msg('Sockets'),
        hint: msg('Internet sockets of the whole guest.'),
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
        hint: msg('System V shared memory of the whole guest.'),
        input: 'bytes',
        fallback: 256 * MIB,
      },
      {
        field: 'semaphores',
        label: msg('Semaphores'),
        hint: msg('System V.'),
        input: 'count',
        fallback: 32_000,
      },
      {
        field: 'messageQueues',
        label: msg('Message queues'),
        hint: msg('System V and POSIX, each.'),
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
        hint: msg(
          'Above it a notice comes; the guest is stopped by the limit itself. df shows this one as its size.',
        ),
        input: 'bytes',
        fallback: 8 * GIB,
      },
      {
        field: 'inodesSoft',
        label: msg('Soft limit of inodes'),
        hint: msg('Above it a notice comes.'),
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
        hint: msg('From the guest to anybody.'),
        input: 'bits',
        fallback: 100 * MEGABIT,
      },
      {
        field: 'networkInBits',
        label: msg('Receiving'),
        alone: msg('Network receiving'),
        hint: msg('From anybody to the guest.'),
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
        hint: msg('From -20 (first) to 19 (last); 0 is usual. Below 0 only an administrator.'),
        input: 'number',
        min: -20,
        max: 19,
      },
      {
        field: 'ioPriority',
        label: msg('Disk priority'),
        hint: msg('From 0 (first) to 7 (last); 4 is usual. Below 4 only an administrator.'),
        input: 'number',
        min: 0,
        max: 7,
      },
      {
        field: 'oomBias',
        label: msg('First to go when the host is out of memory'),
        hint: msg('From -1,000 (last) to 1,000 (first); 0 is usual. Below 0 only an administrator.'),
        input: 'number',
        min: -1000,
        max: 1000,
      },
    ],
  },
]

export const ADVANCED_SPECS: readonly AdvancedSpec[] = ADVANCED_GROUPS.flatMap(({ specs }) => specs)
