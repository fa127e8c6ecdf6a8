import { z } from 'zod'
import { MIB } from '../units.ts'
import { LIMIT_KINDS, UNLIMITED } from './constants.ts'

export { LIMIT_FIELDS, LIMIT_KINDS, type LimitKind, UNLIMITED } from './constants.ts'

/** A ceiling in bytes; null = infinity. */
const bytes = (minimum: number, words: string) =>
  z
    .number()
    .int()
    .min(minimum, words)
    .max(2 ** 50)
    .nullable()
const count = (minimum: number, maximum: number, words: string) =>
  z.number().int().min(minimum, words).max(maximum).nullable()

/**
 * Every limit of a guest. In an answer it is what the kernel enforces; null = infinity. Sources: kernel
 * admin-guide/cgroup-v2, setrlimit(2), sysvipc(7), mq_overview(7).
 */
const shape = {
  /** RAM ceiling: memory.max. */
  memoryBytes: bytes(16 * MIB, 'Memory must be at least 16 MiB.'),
  /** Soft ceiling, above which the guest is slowed and its memory reclaimed: memory.high. */
  memoryHighBytes: bytes(16 * MIB, 'The soft memory limit must be at least 16 MiB.'),
  /** Swap on top of memory; 0 = none: memory.swap.max. */
  swapBytes: bytes(0, 'Swap cannot be negative.'),
  /** Fill rate of the CPU token bucket in thousandths of one core: cpu.max. */
  cpuMillicores: count(10, 1_024_000, 'CPU must be at least 10 millicores.'),
  /** Interval of the bucket in microseconds; null = 100,000. */
  cpuIntervalUs: count(1000, 1_000_000, 'The CPU interval must be at least 1 millisecond.'),
  /** What the bucket saves up beyond one interval, in microseconds of CPU: cpu.max.burst. */
  cpuBurstUs: z.number().int().min(0).max(1_000_000_000),
  /** Share of the CPU when guests compete, 1..10000, 100 = default: cpu.weight. */
  cpuWeight: z.number().int().min(1).max(10_000),
  /** CPUs it may run on in cpuset(7) list format; null = all. */
  cpuSet: z
    .string()
    .max(63)
    .regex(/^\d+(?:-\d+)?(?:,\d+(?:-\d+)?)*$/, 'CPUs are written like 0-3,8.')
    .nullable(),
  /** Processes and threads: pids.max. */
  processes: count(16, 4_194_304, 'A guest needs at least 16 processes.'),
  /** Open files of one process: RLIMIT_NOFILE. */
  openFiles: count(64, 1_073_741_816, 'A process needs at least 64 open files.'),
  /** Internet sockets of the whole guest. */
  sockets: count(8, 2 ** 30, 'A guest needs at least 8 sockets.'),
  /** RLIMIT_MEMLOCK. */
  lockedMemoryBytes: bytes(0, 'Locked memory cannot be negative.'),
  /** Address space of one process: RLIMIT_AS. */
  addressSpaceBytes: bytes(16 * MIB, 'The address space must be at least 16 MiB.'),
  /** System V shared memory of the whole guest: kernel.shmall. */
  sharedMemoryBytes: bytes(0, 'Shared memory cannot be negative.'),
  /** System V semaphores of the whole guest: SEMMNS. */
  semaphores: count(0, 2 ** 30, 'Semaphores cannot be negative.'),
  /** System V and POSIX message queues, each: kernel.msgmni, fs.mqueue.queues_max. */
  messageQueues: count(0, 32_768, 'Message queues cannot be negative.'),
  /** Bytes and operations per second from and to the disk of the storage: io.max. */
  diskReadBps: count(65_536, 2 ** 50, 'Disk bandwidth must be at least 64 KiB per second.'),
  diskWriteBps: count(65_536, 2 ** 50, 'Disk bandwidth must be at least 64 KiB per second.'),
  diskReadIops: count(10, 2 ** 31, 'At least 10 disk operations per second are needed.'),
  diskWriteIops: count(10, 2 ** 31, 'At least 10 disk operations per second are needed.'),
  /** nice(2) of its processes, -20..19. */
  nice: z.number().int().min(-20).max(19),
  /** Best effort level of ioprio_set(2), 0 = first, 7 = last. */
  ioPriority: z.number().int().min(0).max(7),
  /** oom_score_adj of its processes: the higher, the sooner they are killed. */
  oomBias: z.number().int().min(-1000).max(1000),
  /** Space of the guest's own files; what it shares with others does not count. */
  diskBytes: bytes(16 * MIB, 'The disk must be at least 16 MiB.'),
  /** Its owner is warned above it. */
  diskSoftBytes: bytes(16 * MIB, 'The soft disk limit must be at least 16 MiB.'),
  /** Files and directories of its own. */
  inodes: count(256, 2 ** 40, 'A guest needs at least 256 inodes.'),
  inodesSoft: count(256, 2 ** 40, 'The soft limit of inodes must be at least 256.'),
  /** Bits per second that it sends, and that it is sent. */
  networkOutBits: count(64_000, 2 ** 40, 'The network needs at least 64 kbit/s.'),
  networkInBits: count(64_000, 2 ** 40, 'The network needs at least 64 kbit/s.'),
}

/** What a plan always says; the rest has the default of UNLIMITED when it is left out. */
const { memoryBytes, cpuMillicores, cpuWeight, processes, ...optional } = shape

export const Limit = z.strictObject({
  ...{ memoryBytes, cpuMillicores, cpuWeight, processes },
  memoryHighBytes: optional.memoryHighBytes.default(UNLIMITED.memoryHighBytes),
  swapBytes: optional.swapBytes.default(UNLIMITED.swapBytes),
  cpuIntervalUs: optional.cpuIntervalUs.default(UNLIMITED.cpuIntervalUs),
  cpuBurstUs: optional.cpuBurstUs.default(UNLIMITED.cpuBurstUs),
  cpuSet: optional.cpuSet.default(UNLIMITED.cpuSet),
  openFiles: optional.openFiles.default(UNLIMITED.openFiles),
  sockets: optional.sockets.default(UNLIMITED.sockets),
  lockedMemoryBytes: optional.lockedMemoryBytes.default(UNLIMITED.lockedMemoryBytes),
  addressSpaceBytes: optional.addressSpaceBytes.default(UNLIMITED.addressSpaceBytes),
  sharedMemoryBytes: optional.sharedMemoryBytes.default(UNLIMITED.sharedMemoryBytes),
  semaphores: optional.semaphores.default(UNLIMITED.semaphores),
  messageQueues: optional.messageQueues.default(UNLIMITED.messageQueues),
  diskReadBps: optional.diskReadBps.default(UNLIMITED.diskReadBps),
  diskWriteBps: optional.diskWriteBps.default(UNLIMITED.diskWriteBps),
  diskReadIops: optional.diskReadIops.default(UNLIMITED.diskReadIops),
  diskWriteIops: optional.diskWriteIops.default(UNLIMITED.diskWriteIops),
  nice: optional.nice.default(UNLIMITED.nice),
  ioPriority: optional.ioPriority.default(UNLIMITED.ioPriority),
  oomBias: optional.oomBias.default(UNLIMITED.oomBias),
  diskBytes: optional.diskBytes.default(UNLIMITED.diskBytes),
  diskSoftBytes: optional.diskSoftBytes.default(UNLIMITED.diskSoftBytes),
  inodes: optional.inodes.default(UNLIMITED.inodes),
  inodesSoft: optional.inodesSoft.default(UNLIMITED.inodesSoft),
  networkOutBits: optional.networkOutBits.default(UNLIMITED.networkOutBits),
  networkInBits: optional.networkInBits.default(UNLIMITED.networkInBits),
})
export type Limit = z.infer<typeof Limit>

/** An absent field keeps its value; a spread would let undefined erase it, so use applyChange. */
export const LimitChange = z.strictObject(shape).partial()
export type LimitChange = z.infer<typeof LimitChange>

export function applyChange(limit: Limit, change: LimitChange): Limit {
  const set = Object.entries(change).filter(([, value]) => value !== undefined)
  return { ...limit, ...Object.fromEntries(set) }
}

/** A figure the kernel does not have is undefined; null = infinity. */
const figure = z.number().nullable().optional()

/** What a guest uses of each limit, what it may, and how often it was refused. */
export const LimitUse = z.record(
  z.enum(LIMIT_KINDS),
  z.strictObject({
    current: figure,
    peak: figure,
    soft: figure,
    hard: figure,
    /** Refusals since the guest was started. */
    hits: figure,
  }),
)
export type LimitUse = z.infer<typeof LimitUse>
