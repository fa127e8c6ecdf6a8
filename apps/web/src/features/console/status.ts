/** Where a console's connection stands; the banner and the buttons follow from it. */
export type ConsoleStatus =
  | { phase: 'connecting' }
  | { phase: 'open' }
  /** Lost; the next attempt is under way or waits for `retryAt` (ms since the epoch). */
  | { phase: 'lost'; attempt: number; retryAt: number; reason: string }
  /** The shell is gone. */
  | { phase: 'ended'; message: string }
  /** Trying again would change nothing. */
  | { phase: 'refused'; message: string; signedOut: boolean }
