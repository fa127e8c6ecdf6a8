import type { Limit } from '../limit/model.ts'
import type { HitResource } from './model.ts'

/** The field that says what a resource's limit is. */
export const LIMIT_OF_RESOURCE = {
  memory: 'memoryBytes',
  memorySoft: 'memoryHighBytes',
  swap: 'swapBytes',
  cpu: 'cpuMillicores',
  processes: 'processes',
  openFiles: 'openFiles',
  sockets: 'sockets',
  lockedMemory: 'lockedMemoryBytes',
  addressSpace: 'addressSpaceBytes',
  sharedMemory: 'sharedMemoryBytes',
  semaphores: 'semaphores',
  messageQueues: 'messageQueues',
  fileLocks: null,
  diskRead: 'diskReadBps',
  diskWrite: 'diskWriteBps',
  diskReadOperations: 'diskReadIops',
  diskWriteOperations: 'diskWriteIops',
  diskSpace: 'diskBytes',
  inodes: 'inodes',
  networkOut: 'networkOutBits',
  networkIn: 'networkInBits',
} as const satisfies Record<HitResource, keyof Limit | null>

/** Null when it has none. */
export function limitOf(limit: Limit, resource: HitResource): number | null {
  const field = LIMIT_OF_RESOURCE[resource]
  return field === null ? null : limit[field]
}
