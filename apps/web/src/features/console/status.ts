/** Where a console's connection stands; the banner and the buttons follow from it. */
export type ConsoleStatus =
  | { phase: 'connecting' }
  /** `closesAt` (ms since the epoch): nobody typed for long, and a key keeps it open. */
  | { phase: 'open'; closesAt: number | null }
  /** Lost; the next attempt is under way or waits for `retryAt` (ms since the epoch). */
  | { phase: 'lost'; attempt: number; retryAt: number; reason: string }
  /** Closed because nobody typed; the shell is still there. */
  | { phase: 'idle'; message: string }
  /** The shell is gone. */
  | { phase: 'ended'; message: string }
  /** Trying again would change nothing. */
  | { phase: 'refused'; message: string; signedOut: boolean }
