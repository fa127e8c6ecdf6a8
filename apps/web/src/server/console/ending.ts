import type { VserverError } from '@vserver/core/errors'
import { msg, t } from '@/language/t.ts'
import { CLOSE } from '../services/console/model.ts'

/** Why the panel ends a connection to a terminal: for the program, and in words for the person. */
export type Ending = {
  code: number
  /** Constant ones are said by the page, which knows its reader's language. */
  message: string
  /** The shell goes too: nobody may come back to it. */
  endsShell: boolean
}

export const ENDED = {
  signedOut: {
    code: CLOSE.revoked,
    message: msg('Your sign-in was ended. Sign in again to use the console.'),
    endsShell: false,
  },
  lagging: {
    code: CLOSE.lagging,
    message: msg('Your connection is too slow to follow this console live.'),
    endsShell: false,
  },
} as const satisfies Record<string, Ending>

/** The shell goes on, and is attached to again with a key press. */
export function idleEnding(minutes: number): Ending {
  return {
    code: CLOSE.idle,
    message: t(
      'Closed because nobody typed for {minutes, plural, one {# minute} other {# minutes}}. Your programs keep running.',
      { minutes },
    ),
    endsShell: false,
  }
}

/** Of a right that is gone. */
export function endingOf(error: VserverError): Ending {
  return { code: closeCodeOf(error), message: error.hint ?? error.message, endsShell: true }
}

export function closeCodeOf(error: VserverError | null): number {
  switch (error?.code) {
    case 'INVALID_INPUT':
      return CLOSE.badRequest
    case 'UNAUTHENTICATED':
      return CLOSE.revoked
    case 'FORBIDDEN':
      return CLOSE.forbidden
    case 'NOT_FOUND':
      return CLOSE.notFound
    case 'INVALID_STATE':
      return CLOSE.ended
    case 'RATE_LIMITED':
      return CLOSE.tooMany
    default:
      return CLOSE.hostGone
  }
}
