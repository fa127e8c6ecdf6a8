import { VserverError } from '@vserver/core/errors'

const WINDOW_MS = 15 * 60_000
const KEYS_MAX = 10_000

/**
 * Counts wrong passwords by key (an e-mail, an address, a user) and refuses more than `max` in 15 minutes.
 * An attempt counts from its begin and is forgiven when it succeeds, so parallel guesses do not slip through.
 */
export class Attempts {
  readonly #failures = new Map<string, number[]>()
  readonly #now: () => number

  constructor(now: () => number = Date.now) {
    this.#now = now
  }

  /** Throws when there were too many; else counts this one. */
  begin(key: string, max: number): void {
    const recent = this.#recent(key)
    if (recent.length >= max) throw tooMany((recent[0] ?? 0) + WINDOW_MS - this.#now())
    this.#remember(key, [...recent, this.#now()])
  }

  /** Takes back what `begin` counted last. */
  forgive(key: string): void {
    this.#remember(key, this.#recent(key).slice(0, -1))
  }

  #recent(key: string): number[] {
    const since = this.#now() - WINDOW_MS
    return (this.#failures.get(key) ?? []).filter((at) => at > since)
  }

  #remember(key: string, times: number[]): void {
    this.#failures.delete(key)
    if (times.length > 0) this.#failures.set(key, times)
    const oldest = this.#failures.keys().next()
    if (this.#failures.size > KEYS_MAX && !oldest.done) this.#failures.delete(oldest.value)
  }
}

function tooMany(waitMs: number): VserverError {
  const minutes = Math.max(1, Math.ceil(waitMs / 60_000))
  return new VserverError('RATE_LIMITED', 'Too many wrong passwords.', {
    hint: `Wait ${minutes} ${minutes === 1 ? 'minute' : 'minutes'} and try again.`,
  })
}
