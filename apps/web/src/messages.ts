import { type ErrorCode, isErrorCode } from '@vserver/core/errors'
import { msg, t, translate, type Words } from '@/language/t.ts'

export type ErrorInfo = {
  code: ErrorCode | null
  subject: string | null
  hint: string | null
  /** What support looks up in the logs. */
  requestId: string | null
}

type Sentence = {
  plain: Words
  /** Where the subject is part of the sentence. */
  named?: Words
  hint: Words
}

/** One sentence per code, and what to do when the server had no better advice. */
const SENTENCES = {
  NOT_FOUND: {
    plain: msg('This page or item was not found.'),
    named: msg('“{subject}” was not found.'),
    hint: msg('It may have been deleted: go back to the list.'),
  },
  ALREADY_EXISTS: {
    plain: msg('This name is already taken.'),
    named: msg('“{subject}” is already taken.'),
    hint: msg('Choose another one.'),
  },
  BUSY: {
    plain: msg('This item is busy with something else.'),
    named: msg('“{subject}” is busy with something else.'),
    hint: msg('Wait until it has finished and try again.'),
  },
  INVALID_INPUT: {
    plain: msg('Something in this form is not valid.'),
    named: msg('“{subject}” is not valid here.'),
    hint: msg('Check what you entered and try again.'),
  },
  INVALID_STATE: {
    plain: msg('This item cannot do that in its present state.'),
    named: msg('“{subject}” cannot do that in its present state.'),
    hint: msg('Look at its state and try again when it has changed.'),
  },
  NO_CAPACITY: {
    plain: msg('There is not enough room.'),
    named: msg('There is not enough room for “{subject}”.'),
    hint: msg('Make room or ask the administrator for more.'),
  },
  ALLOWANCE_EXCEEDED: {
    plain: msg('This is more than your pool has left.'),
    hint: msg('Delete or shrink a guest, or ask the administrator for a larger pool.'),
  },
  FORBIDDEN: {
    plain: msg('Your role does not allow this.'),
    hint: msg('Ask someone who may do it.'),
  },
  UNAUTHENTICATED: {
    plain: msg('You are signed out.'),
    hint: msg('Sign in again to go on.'),
  },
  REAUTH_NEEDED: {
    plain: msg('This asks you to prove again who you are.'),
    hint: msg('Enter your password and do it again.'),
  },
  UNSUPPORTED: {
    plain: msg('This host cannot do that.'),
    named: msg('This host cannot do that ({subject}).'),
    hint: msg('Ask the administrator which features the host lacks.'),
  },
  HOST_UNREACHABLE: {
    plain: msg('The host does not answer.'),
    hint: msg('Its guests keep running; try again in a minute.'),
  },
  RATE_LIMITED: {
    plain: msg('That was too often in a short time.'),
    hint: msg('Wait a minute and try again.'),
  },
  TIMEOUT: {
    plain: msg('This took too long.'),
    named: msg('“{subject}” took too long.'),
    hint: msg('Look whether it happened after all before you try again.'),
  },
  CANCELLED: {
    plain: msg('This was cancelled.'),
    hint: msg('Start it again if you still need it.'),
  },
  NATIVE_FAILED: {
    plain: msg('The host could not do this.'),
    named: msg('The host could not do this for “{subject}”.'),
    hint: msg('Try again; if it stays so, tell the administrator.'),
  },
  INTERNAL: {
    plain: msg('Something went wrong in the panel.'),
    hint: msg('Try again; if it stays so, give the reference to the administrator.'),
  },
} as const satisfies Record<ErrorCode, Sentence>

/** What happened and what to do, for any error that reaches a page. */
export function messageFor(error: unknown): string {
  const info = errorInfo(error)
  if (info.code === null) return t('The panel did not answer. Check your connection and try again.')
  const sentence: Sentence = SENTENCES[info.code]
  const said = say(sentence, info.subject)
  if (info.hint === null) return `${said} ${t(sentence.hint)}`
  // Hints of a host are English; those that somebody marked are known in other languages too.
  const hint = translate(info.hint)
  return hint.startsWith(said.slice(0, -1)) ? hint : `${said} ${hint}`
}

function say({ plain, named }: Sentence, subject: string | null): string {
  return named && subject !== null ? t(named, { subject }) : t(plain)
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
