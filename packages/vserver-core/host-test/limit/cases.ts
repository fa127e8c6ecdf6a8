import type { LimitChange, LimitKind } from '../../src/limit/model.ts'
import { MIB } from '../../src/units.ts'
import { type Fact, type GuestView, IS_V2 } from './guest-view.ts'

/** One limit: set on a running guest, found in the kernel, exceeded in the guest. */
export type Case = {
  change: LimitChange
  kernel: (view: GuestView) => Fact | Promise<Fact>
  says: string | RegExp
  /** Arguments of program/limit.c. */
  attack: [kind: string, count: number]
  /** How the guest sees it. */
  outcome: RegExp
  kind: LimitKind
  /** The counter of refusals; false: the kernel has none. */
  counts: boolean
  /** What the use says while the guest has all it may. */
  current?: number
}

const KIB = 1024
const NO_SPACE = /No space left on device/

/** Pieces of program/limit.c are 64 KiB; a lone program has 3 open files. */
export const CASES = {
  memory: {
    change: { memoryBytes: 48 * MIB, swapBytes: 0 },
    kernel: (view) => view.group('memory', 'memory.limit_in_bytes', 'memory.max'),
    says: String(48 * MIB),
    attack: ['memory', 2000],
    outcome: /^killed by signal 9$/,
    kind: 'memory',
    counts: true,
  },
  cpu: {
    // Less than one turn of the scheduler, so that it is exceeded on a busy host too.
    change: { cpuMillicores: 100, cpuIntervalUs: 10_000, cpuBurstUs: 500 },
    kernel: (view) => view.group('cpu', 'cpu.cfs_quota_us', 'cpu.max'),
    says: IS_V2 ? '1000 10000' : '1000',
    attack: ['burn', 1000],
    outcome: /^computed [1-8]?\d{1,2} ms$/,
    kind: 'cpu',
    counts: true,
  },
  processes: {
    change: { processes: 20 },
    kernel: (view) => view.group('pids', 'pids.max', 'pids.max'),
    says: '20',
    attack: ['processes', 40],
    outcome: /^made 1\d: Resource temporarily unavailable$/,
    kind: 'processes',
    counts: true,
  },
  openFiles: {
    change: { openFiles: 100 },
    kernel: (view) => view.resource('Max open files'),
    says: '100',
    attack: ['files', 200],
    outcome: /^made 97: Too many open files$/,
    kind: 'openFiles',
    counts: false,
    current: 100,
  },
  sockets: {
    change: { sockets: 10 },
    kernel: () => ({ file: 'BPF map vs_sock_limit', says: '10' }),
    says: '10',
    attack: ['sockets', 20],
    outcome: /^made 10: Too many open files in system$/,
    kind: 'sockets',
    counts: true,
    current: 10,
  },
  lockedMemory: {
    change: { lockedMemoryBytes: MIB },
    kernel: (view) => view.resource('Max locked memory'),
    says: String(MIB),
    attack: ['locked-memory', 100],
    outcome: /^made 16: Cannot allocate memory$/,
    kind: 'lockedMemory',
    counts: false,
    current: MIB,
  },
  addressSpace: {
    change: { addressSpaceBytes: 64 * MIB },
    kernel: (view) => view.resource('Max address space'),
    says: String(64 * MIB),
    attack: ['address-space', 100],
    outcome: /^made 6\d: Cannot allocate memory$/,
    kind: 'addressSpace',
    counts: false,
  },
  sharedMemory: {
    change: { sharedMemoryBytes: MIB },
    kernel: (view) => view.setting('kernel/shmall'),
    says: String(MIB / (4 * KIB)),
    attack: ['segments', 100],
    outcome: new RegExp(`^made 16: ${NO_SPACE.source}$`),
    kind: 'sharedMemory',
    counts: false,
    current: MIB,
  },
  semaphores: {
    change: { semaphores: 20 },
    kernel: (view) => view.setting('kernel/sem'),
    says: /^32000 20 500 32000$/,
    attack: ['semaphores', 100],
    outcome: new RegExp(`^made 5: ${NO_SPACE.source}$`),
    kind: 'semaphores',
    counts: false,
    current: 20,
  },
  messageQueues: {
    change: { messageQueues: 5 },
    kernel: (view) => view.setting('kernel/msgmni'),
    says: '5',
    attack: ['queues', 100],
    outcome: new RegExp(`^made 5: ${NO_SPACE.source}$`),
    kind: 'messageQueues',
    counts: false,
    current: 5,
  },
  posixQueues: {
    change: { messageQueues: 6 },
    kernel: (view) => view.setting('fs/mqueue/queues_max'),
    says: '6',
    attack: ['posix-queues', 100],
    outcome: new RegExp(`^made 6: ${NO_SPACE.source}$`),
    kind: 'messageQueues',
    counts: false,
    current: 6,
  },
  cpuSet: {
    change: { cpuSet: '0' },
    kernel: (view) => view.group('cpuset', 'cpuset.cpus', 'cpuset.cpus'),
    says: '0',
    attack: ['ask-cpu', 1],
    outcome: /^cpu: Invalid argument$/,
    kind: 'cpu',
    counts: false,
  },
  nice: {
    change: { nice: 5 },
    kernel: async (view) => {
      const stat = await view.process('stat')
      return { file: '/proc/1/stat, nice', says: stat.slice(stat.lastIndexOf(')')).split(' ')[17] ?? '' }
    },
    says: '5',
    attack: ['ask-nice', 0],
    outcome: /^nice: Permission denied$/,
    kind: 'cpu',
    counts: false,
  },
  oomBias: {
    change: { oomBias: 500 },
    kernel: async (view) => ({
      file: '/proc/1/oom_score_adj',
      says: (await view.process('oom_score_adj')).trim(),
    }),
    says: '500',
    attack: ['ask-oom', -1],
    outcome: /^oom: Permission denied$/,
    kind: 'memory',
    counts: false,
  },
} as const satisfies Record<string, Case>

export type CaseName = keyof typeof CASES
