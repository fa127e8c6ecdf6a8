import { type ErrorCode, isErrorCode } from '@vserver/core/errors'

export type ErrorInfo = {
  code: ErrorCode | null
  subject: string | null
  hint: string | null
  /** What support looks up in the logs. */
  requestId: string | null
}

type Sentence = { say: (subject: string | null) => string; hint: string }

const named = (subject: string | null, noun: string) => (subject ? `“${subject}”` : noun)

/** One sentence per code, and what to do when the server had no better advice. */
const SENTENCES = {
  NOT_FOUND: {
    say: (subject) => `${named(subject, 'This page or item')} was not found.`,
    hint: 'It may have been deleted: go back to the list.',
  },
  ALREADY_EXISTS: {
    say: (subject) => `${named(subject, 'This name')} is already taken.`,
    hint: 'Choose another one.',
  },
  BUSY: {
    say: (subject) => `${named(subject, 'This item')} is busy with something else.`,
    hint: 'Wait until it has finished and try again.',
  },
  INVALID_INPUT: {
    say: (subject) => (subject ? `“${subject}” is not valid here.` : 'Something in this form is not valid.'),
    hint: 'Check what you entered and try again.',
  },
  INVALID_STATE: {
    say: (subject) => `${named(subject, 'This item')} cannot do that in its present state.`,
    hint: 'Look at its state and try again when it has changed.',
  },
  NO_CAPACITY: {
    say: (subject) => `There is not enough room${subject ? ` for “${subject}”` : ''}.`,
    hint: 'Make room or ask the administrator for more.',
  },
  ALLOWANCE_EXCEEDED: {
    say: () => 'This is more than your pool has left.',
    hint: 'Delete or shrink a guest, or ask the administrator for a larger pool.',
  },
  FORBIDDEN: {
    say: () => 'Your role does not allow this.',
    hint: 'Ask someone who may do it.',
  },
  UNAUTHENTICATED: {
    say: () => 'You are signed out.',
    hint: 'Sign in again to go on.',
  },
  REAUTH_NEEDED: {
    say: () => 'This asks you to prove again who you are.',
    hint: 'Enter your password and do it again.',
  },
  UNSUPPORTED: {
    say: (subject) => `This host cannot do that${subject ? ` (${subject})` : ''}.`,
    hint: 'Ask the administrator which features the host lacks.',
  },
  HOST_UNREACHABLE: {
    say: () => 'The host does not answer.',
    hint: 'Its guests keep running; try again in a minute.',
  },
  RATE_LIMITED: {
    say: () => 'That was too often in a short time.',
    hint: 'Wait a minute and try again.',
  },
  TIMEOUT: {
    say: (subject) => `${named(subject, 'This')} took too long.`,
    hint: 'Look whether it happened after all before you try again.',
  },
  CANCELLED: {
    say: () => 'This was cancelled.',
    hint: 'Start it again if you still need it.',
  },
  NATIVE_FAILED: {
    say: (subject) => `The host could not do this${subject ? ` for “${subject}”` : ''}.`,
    hint: 'Try again; if it stays so, tell the administrator.',
  },
  INTERNAL: {
    say: () => 'Something went wrong in the panel.',
    hint: 'Try again; if it stays so, give the reference to the administrator.',
  },
} as const satisfies Record<ErrorCode, Sentence>

const NO_ANSWER = 'The panel did not answer. Check your connection and try again.'

/** What happened and what to do, for any error that reaches a page. */
export function messageFor(error: unknown): string {
  const info = errorInfo(error)
  if (info.code === null) return NO_ANSWER
  const sentence: Sentence = SENTENCES[info.code]
  const said = sentence.say(info.subject)
  const isSaidByHint = info.hint?.startsWith(said.slice(0, -1)) ?? false
  return isSaidByHint && info.hint !== null ? info.hint : `${said} ${info.hint ?? sentence.hint}`
}

/** The wire form of an error is `data.vserver`; a broken connection has none. */
export function errorInfo(error: unknown): ErrorInfo {
  const wire = field(field(error, 'data'), 'vserver')
  const code = field(wire, 'code')
  const known = isErrorCode(code) ? code : null
  const answered = field(error, 'data') !== undefined
  return {
    code: known ?? (answered ? 'INTERNAL' : null),
    subject: text(field(wire, 'subject')),
    hint: text(field(wire, 'hint')),
    requestId: text(field(wire, 'requestId')),
  }
}

function field(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  return (value as Record<string, unknown>)[name] ?? undefined
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}
