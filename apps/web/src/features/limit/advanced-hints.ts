import { msg, type Words } from '@/language/t.ts'
import type { AdvancedField } from './advanced-groups.ts'

/** What the forms say of each; lists of limits do without. */
export const ADVANCED_HINTS: Readonly<Partial<Record<AdvancedField, Words>>> = {
  cpuIntervalUs: msg(
    'How often the bucket is filled: shorter is smoother, longer lets a guest run in one go. From 1 to 1,000 ms.',
  ),
  cpuBurstUs: msg('Processor time an idle guest saves up to spend at once. 0 saves nothing.'),
  cpuSet: msg('Like 0-3,8. Empty: all CPUs of the host.'),
  memoryHighBytes: msg('Above it the guest is slowed and its memory reclaimed; it is not killed.'),
  swapBytes: msg('On top of memory; 0 forbids swapping.'),
  lockedMemoryBytes: msg('Of one process: what it may keep from being swapped.'),
  addressSpaceBytes: msg('Of one process, used or only reserved. Databases and Java reserve much.'),
  openFiles: msg('Of one process.'),
  sockets: msg('Internet sockets of the whole guest.'),
  sharedMemoryBytes: msg('System V shared memory of the whole guest.'),
  semaphores: msg('System V.'),
  messageQueues: msg('System V and POSIX, each.'),
  diskSoftBytes: msg(
    'Above it a notice comes; the guest is stopped by the limit itself. df shows this one as its size.',
  ),
  inodesSoft: msg('Above it a notice comes.'),
  networkOutBits: msg('From the guest to anybody.'),
  networkInBits: msg('From anybody to the guest.'),
  nice: msg('From -20 (first) to 19 (last); 0 is usual. Below 0 only an administrator.'),
  ioPriority: msg('From 0 (first) to 7 (last); 4 is usual. Below 4 only an administrator.'),
  oomBias: msg('From -1,000 (last) to 1,000 (first); 0 is usual. Below 0 only an administrator.'),
}
