import { constants } from 'node:os'
import { NativeError, type OperationName } from '@vserver/native'
import { CONTEXT_CAPABILITIES } from '../context/model.ts'
import { type ErrorCode, VserverError } from '../errors.ts'
import { DISK_RULES } from './disk-errors.ts'
import { FILES_RULES } from './files-errors.ts'
import { firewallMeaning } from './firewall-errors.ts'
import { limitMeaning } from './limit-errors.ts'
import { networkMeaning } from './network-errors.ts'
import { REPLACE_RULES } from './replace-errors.ts'
import { TEMPLATE_RULES } from './template-errors.ts'

type ErrnoName = keyof typeof constants.errno
type Meaning = { code: ErrorCode; message: string; hint?: string }
export type Rule = Meaning & {
  /** Absent = any. */
  errno?: readonly ErrnoName[]
  stage?: string
  operation?: readonly OperationName[]
}

const START_BROKER = 'Start it with ./up on the host.'

/** The broker's stage names the context capability. */
const CONTEXT_CAPABILITY_RULES = CONTEXT_CAPABILITIES.map(
  (name): Rule => ({
    stage: `ccaps:${name}`,
    errno: ['EOPNOTSUPP'],
    code: 'UNSUPPORTED',
    message: `This host cannot do the context capability ${name} for its guests.`,
    hint: 'Take it from SUBJECT or use another host.',
  }),
)

/** The first rule that fits says what a refusal means. SUBJECT is the guest or template it is about. */
const RULES: readonly Rule[] = [
  ...CONTEXT_CAPABILITY_RULES,
  ...FILES_RULES,
  ...REPLACE_RULES,
  ...TEMPLATE_RULES,
  {
    stage: 'reply',
    errno: ['ETIMEDOUT'],
    code: 'TIMEOUT',
    message: 'The broker did not answer in time.',
    hint: 'Look at the state of SUBJECT before you try again.',
  },
  { stage: 'connect', code: 'HOST_UNREACHABLE', message: 'The broker is not running.', hint: START_BROKER },
  { stage: 'send', code: 'HOST_UNREACHABLE', message: 'The broker went away.', hint: START_BROKER },
  { stage: 'reply', code: 'HOST_UNREACHABLE', message: 'The broker went away.', hint: START_BROKER },
  {
    stage: 'helper',
    errno: ['ETIMEDOUT'],
    code: 'TIMEOUT',
    message: 'A helper script of the host took longer than 30 seconds to let SUBJECT start.',
    hint: 'Look at the scripts netup and startup on the host.',
  },
  {
    stage: 'helper',
    errno: ['EPERM'],
    code: 'FORBIDDEN',
    message: 'A helper script of the host may be changed by others than root and was not run.',
    hint: 'Give the directory and its scripts to root, writable by root alone.',
  },
  {
    stage: 'helper',
    code: 'INVALID_STATE',
    message: 'A helper script of the host refused to start SUBJECT.',
    hint: 'Look at the scripts netup and startup on the host.',
  },
  {
    stage: 'delete-rate',
    code: 'RATE_LIMITED',
    message: 'Too much was deleted in a short time.',
    hint: 'Wait a few minutes, or ask for a bulk permit, which root confirms on the host.',
  },
  {
    stage: 'freeze',
    errno: ['ETIMEDOUT'],
    code: 'TIMEOUT',
    message: 'SUBJECT has a process that cannot stand still now, so all of them go on.',
    hint: 'A process may wait for a disk; try again later.',
  },
  {
    stage: 'stop-rate',
    code: 'RATE_LIMITED',
    message: 'Too many guests were stopped in a short time.',
    hint: 'Wait a minute, or ask for a bulk permit, which root confirms on the host.',
  },
  {
    stage: 'rate',
    code: 'RATE_LIMITED',
    message: 'The host was asked too much at once.',
    hint: 'Try again in a moment.',
  },
  {
    stage: 'permits',
    errno: ['EBUSY'],
    code: 'NO_CAPACITY',
    message: 'There are too many bulk permits already.',
    hint: 'Withdraw one that is no longer needed.',
  },
  {
    operation: ['bulkWithdraw'],
    errno: ['ENOENT'],
    code: 'NOT_FOUND',
    message: 'There is no bulk permit SUBJECT.',
  },
  {
    operation: ['guestStart'],
    stage: 'xid',
    errno: ['EADDRINUSE'],
    code: 'INVALID_STATE',
    message: 'Another running guest has the context number of SUBJECT.',
    hint: 'Stop the other guest, or make SUBJECT anew.',
  },
  {
    stage: 'spawn',
    errno: ['EAGAIN'],
    code: 'NO_CAPACITY',
    message: 'The host has no room for another process.',
    hint: 'Stop a guest, or raise pid_max and the process limits of the host.',
  },
  {
    operation: ['guestStart'],
    stage: 'clone',
    errno: ['EAGAIN'],
    code: 'NO_CAPACITY',
    message: 'Neither SUBJECT nor the host has room for another process.',
    hint: 'Raise the process limit of SUBJECT, or stop another guest.',
  },
  {
    operation: ['consoleOpen'],
    stage: 'clone',
    errno: ['EAGAIN'],
    code: 'NO_CAPACITY',
    message: 'SUBJECT has reached its limit of processes.',
    hint: 'End one of its processes, or raise its limit.',
  },
  {
    // On v2 the entering process itself is made in the guest's group.
    operation: ['consoleOpen'],
    stage: 'enter',
    errno: ['EAGAIN'],
    code: 'NO_CAPACITY',
    message: 'SUBJECT has reached its limit of processes.',
    hint: 'End one of its processes, or raise its limit.',
  },
  {
    stage: 'storage',
    errno: ['EROFS'],
    code: 'INVALID_STATE',
    message: 'The storage of the host is read-only.',
    hint: 'Look in the kernel log for errors of its disk and mount it writable again.',
  },
  ...DISK_RULES,
  {
    errno: ['ENOSPC', 'EDQUOT'],
    code: 'NO_CAPACITY',
    message: 'The storage of the host is full.',
    hint: 'Delete a guest or give the host more storage.',
  },
  {
    errno: ['ENOMEM'],
    code: 'NO_CAPACITY',
    message: 'The host has too little memory left.',
    hint: 'Stop a guest or lower its memory.',
  },
  {
    operation: ['limitSet'],
    errno: ['EBUSY'],
    code: 'INVALID_STATE',
    message: 'SUBJECT uses more than the new limit.',
  },
  {
    operation: ['guestDelete'],
    errno: ['EBUSY'],
    code: 'INVALID_STATE',
    message: 'SUBJECT is running.',
    hint: 'Stop it first.',
  },
  {
    operation: ['guestStart'],
    errno: ['EBUSY', 'EEXIST', 'EALREADY'],
    code: 'BUSY',
    message: 'SUBJECT is running or starting already.',
    hint: 'Wait a moment and look again.',
  },
  {
    operation: ['guestCreate'],
    errno: ['EEXIST'],
    code: 'ALREADY_EXISTS',
    message: 'There are files of an earlier guest SUBJECT on this host.',
    hint: 'Choose another name.',
  },
  {
    operation: ['consoleOpen'],
    errno: ['EEXIST'],
    code: 'ALREADY_EXISTS',
    message: 'The console is open already.',
  },
  {
    operation: ['shareDelete'],
    errno: ['EBUSY'],
    code: 'INVALID_STATE',
    message: 'A running guest uses the shared area SUBJECT.',
    hint: 'Stop it first.',
  },
  ...(['network', 'ipc'] as const).map((space) => ({
    stage: `share-${space}`,
    errno: ['ESRCH'] as const,
    code: 'INVALID_STATE' as const,
    message: `The guest whose ${space} space SUBJECT uses is not running.`,
    hint: 'Start that guest first.',
  })),
  {
    stage: 'shares',
    errno: ['ENOENT', 'ENOTDIR', 'ELOOP'],
    code: 'INVALID_STATE',
    message: 'SUBJECT has no directory for one of its shared areas.',
    hint: 'Make the directories above the place in the guest, or choose another place.',
  },
  { errno: ['EBUSY', 'EAGAIN'], code: 'BUSY', message: 'SUBJECT is busy.', hint: 'Try again in a moment.' },
  { errno: ['ESRCH'], code: 'INVALID_STATE', message: 'SUBJECT is not running.', hint: 'Start it first.' },
  {
    operation: ['guestCreate', 'guestStart', 'guestReplace'],
    stage: 'template',
    errno: ['ENOENT'],
    code: 'NOT_FOUND',
    message: 'The template of SUBJECT is not on this host.',
    hint: 'Build the template first.',
  },
  {
    operation: ['guestStart'],
    stage: 'storage',
    errno: ['ENOENT'],
    code: 'NOT_FOUND',
    message: 'The files of SUBJECT are not on this host.',
  },
  {
    operation: [
      ...(['limitSet', 'limitGet', 'networkSet', 'networkGet'] as const),
      ...(['consoleOpen', 'guestOpen', 'guestStop', 'guestKill', 'guestFreeze'] as const),
    ],
    errno: ['ENOENT'],
    code: 'INVALID_STATE',
    message: 'SUBJECT is not running.',
    hint: 'Start it first.',
  },
  {
    errno: ['ENOSYS', 'EOPNOTSUPP'],
    code: 'UNSUPPORTED',
    message: 'The kernel of this host cannot do that.',
    hint: 'Use a kernel of version 6.1 or later.',
  },
  { errno: ['ETIMEDOUT'], code: 'TIMEOUT', message: 'SUBJECT took too long.' },
]

/** What a refusal of the broker or the kernel means to a caller. Anything else is passed on as it is. */
export function fromNative(error: unknown, operation: OperationName, subject: string): unknown {
  if (!(error instanceof NativeError)) return error
  const limit = limitMeaning(error, operation, subject)
  if (limit !== null)
    return new VserverError(limit.code, limit.message, { subject, hint: limit.hint, cause: error })
  const network = networkMeaning(error, operation) ?? firewallMeaning(error)
  const rule = network ?? RULES.find((candidate) => fits(candidate, error, operation))
  if (rule === undefined) {
    const message = `${subject}: the kernel refused the step ${error.stage || operation} (${error.code}).`
    return new VserverError('NATIVE_FAILED', message, { subject, cause: error })
  }
  const fill = (text: string): string => text.replaceAll('SUBJECT', subject)
  return new VserverError(rule.code, fill(rule.message), {
    subject,
    cause: error,
    ...(rule.hint === undefined ? {} : { hint: fill(rule.hint) }),
  })
}

function fits(rule: Rule, error: NativeError, operation: OperationName): boolean {
  return (
    (rule.stage === undefined || rule.stage === error.stage) &&
    (rule.errno === undefined || rule.errno.some((name) => constants.errno[name] === error.errno)) &&
    (rule.operation === undefined || rule.operation.includes(operation))
  )
}
