type Close = (reason: 'revoked') => void

/** The console connections of this process, so that ending a sign-in ends them at once. */
export class OpenConsoles {
  readonly #bySession = new Map<string, Set<Close>>()

  /** Returns how to take it out again. */
  add(sessionId: string, close: Close): () => void {
    const closers = this.#bySession.get(sessionId) ?? new Set()
    this.#bySession.set(sessionId, closers.add(close))
    return () => {
      closers.delete(close)
      if (closers.size === 0) this.#bySession.delete(sessionId)
    }
  }

  revoke(sessionId: string): void {
    for (const close of this.#bySession.get(sessionId) ?? []) close('revoked')
  }
}
