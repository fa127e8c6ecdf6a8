import type { HelperEvent } from '../event/model.ts'
import type { GuestName } from '../guest/model.ts'
import type { Host } from '../host.ts'

/** Helper events in memory; a test tells them. */
export class FakeHelpers {
  readonly #events = new Map<GuestName, HelperEvent[]>()
  readonly #watchers = new Map<GuestName, Set<() => void>>()
  readonly #now: () => number

  constructor(now: () => number) {
    this.#now = now
  }

  tell(name: GuestName, action: HelperEvent['action']): void {
    const before = this.#events.get(name) ?? []
    const event = { seq: before.length + 1, at: new Date(this.#now()).toISOString(), action }
    this.#events.set(name, [...before, event])
    for (const watcher of this.#watchers.get(name) ?? []) watcher()
  }

  /** How many watch the guest. */
  watchers(name: GuestName): number {
    return this.#watchers.get(name)?.size ?? 0
  }

  /** The part of the port that is made of these events. */
  port(): Host['helpers'] {
    return {
      read: async (name, afterSeq) => (this.#events.get(name) ?? []).filter((event) => event.seq > afterSeq),
      watch: (name, onChange) => {
        const watchers = this.#watchers.get(name) ?? new Set()
        this.#watchers.set(name, watchers.add(onChange))
        return () => void watchers.delete(onChange)
      },
    }
  }
}
