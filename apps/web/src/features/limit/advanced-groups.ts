import type { Limit } from '@vserver/core/limit/model'
import { GIB, MIB } from '@vserver/core/units'

/** Those that every plan names; the others are advanced. */
export type PlainField = 'memoryBytes' | 'cpuMillicores' | 'cpuWeight' | 'processes' | 'diskBytes' | 'inodes'
export type AdvancedField = Exclude<keyof Limit, PlainField>

type Own = { field: AdvancedField; label: string; hint?: string }
export type AdvancedSpec = Own &
  (
    | { input: 'bytes'; fallback: number; perSecond?: boolean }
    | { input: 'count'; fallback: number; unit?: string; scale?: number; nullLabel?: string }
    | { input: 'number'; min: number; max: number }
    | { input: 'bits'; fallback: number }
    | { input: 'time' }
    | { input: 'cpus' }
  )
export type AdvancedGroup = { title: string; specs: readonly AdvancedSpec[] }

/** Microseconds are kept, milliseconds are shown. */
export const MICROSECONDS_PER_MS = 1000

/** Kept in bits a second, written in millions of them. */
export const MEGABIT = 1_000_000

/** Sold as often as memory: shown with the plain fields. */
export const NETWORK_SPEED = 'Network speed'

export const ADVANCED_GROUPS: readonly AdvancedGroup[] = [
  {
    title: 'Processor bucket',
    specs: [
      {
        field: 'cpuIntervalUs',
        label: 'Interval',
        hint: 'How often the bucket is filled: shorter is smoother, longer lets a guest run in one go. From 1 to 1,000 ms.',
        input: 'count',
        fallback: 100_000,
        unit: 'ms',
        scale: MICROSECONDS_PER_MS,
        nullLabel: 'Usual (100 ms)',
      },
      {
        field: 'cpuBurstUs',
        label: 'Burst',
        hint: 'Processor time an idle guest saves up to spend at once. 0 saves nothing.',
        input: 'time',
      },
      {
        field: 'cpuSet',
        label: 'Allowed CPUs',
        hint: 'Like 0-3,8. Empty: all CPUs of the host.',
        input: 'cpus',
      },
    ],
  },
  {
    title: 'Memory',
    specs: [
      {
        field: 'memoryHighBytes',
        label: 'Soft memory limit',
        hint: 'Above it the guest is slowed and its memory reclaimed; it is not killed.',
        input: 'bytes',
        fallback: 384 * MIB,
      },
      {
        field: 'swapBytes',
        label: 'Swap',
        hint: 'On top of memory; 0 forbids swapping.',
        input: 'bytes',
        fallback: 0,
      },
      {
        field: 'lockedMemoryBytes',
        label: 'Locked memory',
        hint: 'Of one process: what it may keep from being swapped.',
        input: 'bytes',
        fallback: 8 * MIB,
      },
      {
        field: 'addressSpaceBytes',
        label: 'Address space',
        hint: 'Of one process, used or only reserved. Databases and Java reserve much.',
        input: 'bytes',
        fallback: 4 * GIB,
      },
    ],
  },
  {
    title: 'Files and sockets',
    specs: [
      { field: 'openFiles', label: 'Open files', hint: 'Of one process.', input: 'count', fallback: 1024 },
      {
        field: 'sockets',
        label: 'Sockets',
        hint: 'Internet sockets of the whole guest.',
        input: 'count',
        fallback: 1024,
      },
    ],
  },
  {
    title: 'Communication between processes',
    specs: [
      {
        field: 'sharedMemoryBytes',
        label: 'Shared segments',
        hint: 'System V shared memory of the whole guest.',
        input: 'bytes',
        fallback: 256 * MIB,
      },
      { field: 'semaphores', label: 'Semaphores', hint: 'System V.', input: 'count', fallback: 32_000 },
      {
        field: 'messageQueues',
        label: 'Message queues',
        hint: 'System V and POSIX, each.',
        input: 'count',
        fallback: 256,
      },
    ],
  },
  {
    title: 'Disk space',
    specs: [
      {
        field: 'diskSoftBytes',
        label: 'Soft disk limit',
        hint: 'Above it a notice comes; the guest is stopped by the limit itself. df shows this one as its size.',
        input: 'bytes',
        fallback: 8 * GIB,
      },
      {
        field: 'inodesSoft',
        label: 'Soft limit of inodes',
        hint: 'Above it a notice comes.',
        input: 'count',
        fallback: 400_000,
      },
    ],
  },
  {
    title: 'Disk speed',
    specs: [
      { field: 'diskReadBps', label: 'Reading', input: 'bytes', fallback: 100 * MIB, perSecond: true },
      { field: 'diskWriteBps', label: 'Writing', input: 'bytes', fallback: 100 * MIB, perSecond: true },
      {
        field: 'diskReadIops',
        label: 'Read operations',
        input: 'count',
        fallback: 1000,
        unit: 'per second',
      },
      {
        field: 'diskWriteIops',
        label: 'Write operations',
        input: 'count',
        fallback: 1000,
        unit: 'per second',
      },
    ],
  },
  {
    title: NETWORK_SPEED,
    specs: [
      {
        field: 'networkOutBits',
        label: 'Sending',
        hint: 'From the guest to anybody.',
        input: 'bits',
        fallback: 100 * MEGABIT,
      },
      {
        field: 'networkInBits',
        label: 'Receiving',
        hint: 'From anybody to the guest.',
        input: 'bits',
        fallback: 100 * MEGABIT,
      },
    ],
  },
  {
    title: 'Priorities',
    specs: [
      {
        field: 'nice',
        label: 'Nice value',
        hint: 'From -20 (first) to 19 (last); 0 is usual. Below 0 only an administrator.',
        input: 'number',
        min: -20,
        max: 19,
      },
      {
        field: 'ioPriority',
        label: 'Disk priority',
        hint: 'From 0 (first) to 7 (last); 4 is usual. Below 4 only an administrator.',
        input: 'number',
        min: 0,
        max: 7,
      },
      {
        field: 'oomBias',
        label: 'First to go when the host is out of memory',
        hint: 'From -1,000 (last) to 1,000 (first); 0 is usual. Below 0 only an administrator.',
        input: 'number',
        min: -1000,
        max: 1000,
      },
    ],
  },
]

export const ADVANCED_SPECS: readonly AdvancedSpec[] = ADVANCED_GROUPS.flatMap(({ specs }) => specs)
