import { VserverError } from '@vserver/core/errors'
import type { HostEvent } from '@vserver/core/event/model'
import { getGuest } from '@vserver/core/guest'
import type { Guest, GuestName } from '@vserver/core/guest/model'
import type { Host } from '@vserver/core/host-port'
import type { Logger } from '../logger.ts'

type Dependencies = {
  host: Host
  publish: (event: HostEvent) => void
  log: Logger
  /** Told of each guest that is seen running. */
  onRunning: (name: GuestName) => void
  onDeleted: (name: GuestName) => void
}

/** Publishes a guest when callers would see it differently than before. */
export class Announcer {
  readonly #dependencies: Dependencies
  readonly #last = new Map<GuestName, string>()
  readonly #queue = new Map<GuestName, Promise<void>>()

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies
  }

  /** Looks again, in order with earlier looks at the same guest. */
  announce(name: GuestName): Promise<void> {
    const look = (this.#queue.get(name) ?? Promise.resolve()).then(() => this.#look(name))
    const settled = look.catch((error: unknown) =>
      this.#dependencies.log.error('announce', error, { guest: name }),
    )
    this.#queue.set(name, settled)
    return settled.then(() => {
      if (this.#queue.get(name) === settled) this.#queue.delete(name)
    })
  }

  async #look(name: GuestName): Promise<void> {
    const guest = await this.#find(name)
    if (guest === null) return this.#deleted(name)
    // What stands still has processes as well, and may end.
    const isUp = guest.state === 'running' || (guest.state === 'paused' && guest.startedAt !== null)
    if (isUp) this.#dependencies.onRunning(name)
    const now = JSON.stringify(guest)
    if (this.#last.get(name) === now) return
    this.#last.set(name, now)
    this.#dependencies.publish({ kind: 'guest', guest })
  }

  #deleted(name: GuestName): void {
    if (!this.#last.delete(name)) return
    this.#dependencies.onDeleted(name)
    this.#dependencies.publish({ kind: 'guestDeleted', name })
  }

  async #find(name: GuestName): Promise<Guest | null> {
    try {
      return await getGuest(this.#dependencies.host, name)
    } catch (error) {
      if (error instanceof VserverError && error.code === 'NOT_FOUND') return null
      throw error
    }
  }
}
