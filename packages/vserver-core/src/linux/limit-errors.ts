import { constants } from 'node:os'
import type { NativeError, OperationName } from '@vserver/native'
import type { ErrorCode } from '../errors.ts'

/** What the stages of a refused limit are called to people; names of the stages: native common/limit.c. */
const WORDS: Record<string, string> = {
  memory: 'memory',
  'memory-high': 'the soft memory limit',
  swap: 'swap',
  cpu: 'the CPU rate',
  'cpu-interval': 'the CPU interval',
  'cpu-burst': 'the CPU burst',
  'cpu-weight': 'the CPU weight',
  'cpu-set': 'the CPU set',
  processes: 'processes',
  'open-files': 'open files',
  sockets: 'sockets',
  'locked-memory': 'locked memory',
  'address-space': 'the address space',
  'shared-memory': 'shared memory',
  semaphores: 'semaphores',
  'message-queues': 'message queues',
  'disk-read': 'disk reads',
  'disk-write': 'disk writes',
  'disk-read-operations': 'disk read operations',
  'disk-write-operations': 'disk write operations',
  nice: 'the nice value',
  'io-priority': 'the I/O priority',
  'oom-bias': 'the OOM bias',
  disk: 'disk space',
  'disk-soft': 'the soft limit of disk space',
  inodes: 'inodes',
  'inodes-soft': 'the soft limit of inodes',
  'network-out': 'what a guest sends',
  'network-in': 'what a guest is sent',
}

const INVALID_HINTS: Record<string, string> = {
  cpu: 'One interval must give at least 1 millisecond of CPU, and the burst at most as much as one interval.',
  'cpu-interval':
    'One interval must give at least 1 millisecond of CPU, and the burst at most as much as one interval.',
  'cpu-burst': 'The burst may be at most what one interval gives.',
  'cpu-set': 'Choose among the CPUs that the host has.',
  'disk-soft': 'The soft limit may be at most the hard one.',
  'inodes-soft': 'The soft limit may be at most the hard one.',
  swap: 'On this host swap can be limited only together with memory.',
}

/** A matter of the guest's storage and backend, not of the host's kernel. */
const UNSUPPORTED_HINTS: Record<string, string> = {
  disk: 'Convert the guest to an image of its own, or mount the storage with project quota (prjquota).',
  inodes: 'Convert the guest to an image of its own, or mount the storage with project quota (prjquota).',
  'disk-soft': 'Only project quota (mount option prjquota) knows soft limits.',
  'inodes-soft': 'Only project quota (mount option prjquota) knows soft limits.',
}
const OPERATIONS: readonly OperationName[] = ['limitSet', 'guestStart', 'guestCreate']

type Meaning = { code: ErrorCode; message: string; hint: string }

/** What the refusal of a limit means; null when the error is about something else. */
export function limitMeaning(error: NativeError, operation: OperationName, subject: string): Meaning | null {
  const words = WORDS[error.stage]
  if (words === undefined || !OPERATIONS.includes(operation)) return null
  const { EOPNOTSUPP, EPERM, EINVAL } = constants.errno
  if (error.errno === EOPNOTSUPP) {
    return {
      code: 'UNSUPPORTED',
      message: `${subject}: this host cannot limit ${words}.`,
      hint: UNSUPPORTED_HINTS[error.stage] ?? 'Leave this limit out on this host.',
    }
  }
  if (error.errno === EPERM) return notPermitted(words, operation, subject)
  const hint = INVALID_HINTS[error.stage]
  if (error.errno === EINVAL && hint !== undefined) {
    return { code: 'INVALID_INPUT', message: `${subject}: the host cannot set ${words} so.`, hint }
  }
  return null
}

/** The broker lacks CAP_SYS_RESOURCE or CAP_SYS_NICE, as on a host that is itself a guest. */
function notPermitted(words: string, operation: OperationName, subject: string): Meaning {
  if (operation === 'guestStart') {
    return {
      code: 'UNSUPPORTED',
      message: `${subject}: this host may not give so much of ${words}.`,
      hint: 'Choose a stricter limit.',
    }
  }
  return {
    code: 'INVALID_STATE',
    message: `${subject}: this host may not loosen ${words} of a running guest.`,
    hint: 'Stop it, set the limit and start it again.',
  }
}
