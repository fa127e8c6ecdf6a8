import type { Limit } from './model.ts'

/** What a limit is that nobody has set. */
export const UNLIMITED = {
  memoryBytes: null,
  memoryHighBytes: null,
  swapBytes: null,
  cpuMillicores: null,
  cpuIntervalUs: null,
  cpuBurstUs: 0,
  cpuWeight: 100,
  cpuSet: null,
  processes: null,
  openFiles: null,
  sockets: null,
  lockedMemoryBytes: null,
  addressSpaceBytes: null,
  sharedMemoryBytes: null,
  semaphores: null,
  messageQueues: null,
  diskReadBps: null,
  diskWriteBps: null,
  diskReadIops: null,
  diskWriteIops: null,
  nice: 0,
  ioPriority: 4,
  oomBias: 0,
  diskBytes: null,
  diskSoftBytes: null,
  inodes: null,
  inodesSoft: null,
  networkOutBits: null,
  networkInBits: null,
} as const

/** The fields of Limit by name. */
export const LIMIT_FIELDS = Object.keys(UNLIMITED) as (keyof Limit)[]

export const LIMIT_KINDS = [
  'memory',
  'swap',
  'cpu',
  'processes',
  'openFiles',
  'sockets',
  'lockedMemory',
  'addressSpace',
  'sharedMemory',
  'semaphores',
  'messageQueues',
  'fileLocks',
  'diskRead',
  'diskWrite',
  'diskReadOperations',
  'diskWriteOperations',
  'diskSpace',
  'inodes',
  'networkOut',
  'networkIn',
] as const
export type LimitKind = (typeof LIMIT_KINDS)[number]
