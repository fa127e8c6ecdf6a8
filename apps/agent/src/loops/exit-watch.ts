import type { GuestName } from '@vserver/core/guest/model'
import type { Host } from '@vserver/core/host-port'
import { HOUR_MS } from '@vserver/core/units'

const WATCH_MS = 24 * HOUR_MS

/** Notices the end of running guests at once, where the reconcile loop would need seconds. */
export class ExitWatch {
  readonly #host: Host
  readonly #onExit: (name: GuestName) => void
  readonly #watched = new Set<GuestName>()

  constructor(host: Host, onExit: (name: GuestName) => void) {
    this.#host = host
    this.#onExit = onExit
  }

  /** Watching a guest twice is watching it once. */
  watch(name: GuestName): void {
    if (this.#watched.has(name)) return
    this.#watched.add(name)
    void this.#host.runtime
      .waitExit(name, WATCH_MS)
      // The reconcile loop finds what a failed watch misses.
      .catch(() => false)
      .then((hasExited) => {
        this.#watched.delete(name)
        if (hasExited) this.#onExit(name)
      })
  }
}
