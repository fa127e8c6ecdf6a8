import type { HostEvent } from '@vserver/core/event/model'
import type { GuestName } from '@vserver/core/guest/model'
import type { Host } from '@vserver/core/host-port'
import type { Logger } from '../logger.ts'

type Dependencies = { host: Host; publish: (event: HostEvent) => void; log: Logger }

type Watched = { close: () => void; look: Promise<void>; isDue: boolean }

/** Publishes what the supervisors of guests tell of them. */
export class HelperWatch {
  readonly #dependencies: Dependencies
  readonly #watched = new Map<GuestName, Watched>()
  /** The last event of each guest that was seen. */
  readonly #seen = new Map<GuestName, number>()

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies
  }

  /** What was told before this agent is history, not news. */
  async skipHistory(): Promise<void> {
    const { host } = this.#dependencies
    for (const { name } of await host.guests.list()) {
      const last = (await host.helpers.read(name, 0)).at(-1)
      if (last !== undefined) this.#seen.set(name, last.seq)
    }
  }

  /** Watching a guest twice is watching it once. */
  watch(name: GuestName): void {
    if (this.#watched.has(name)) return
    const close = this.#dependencies.host.helpers.watch(name, () => this.#look(name))
    this.#watched.set(name, { close, look: Promise.resolve(), isDue: false })
    this.#look(name)
  }

  forget(name: GuestName): void {
    this.#watched.get(name)?.close()
    this.#watched.delete(name)
    this.#seen.delete(name)
  }

  close(): void {
    for (const name of [...this.#watched.keys()]) this.forget(name)
  }

  /** One look at a time, and one more when something happened meanwhile. */
  #look(name: GuestName): void {
    const watched = this.#watched.get(name)
    if (watched === undefined || watched.isDue) return
    watched.isDue = true
    watched.look = watched.look.then(async () => {
      watched.isDue = false
      if (this.#watched.get(name) === watched) await this.#publishNew(name)
    })
  }

  async #publishNew(name: GuestName): Promise<void> {
    const { host, publish, log } = this.#dependencies
    try {
      for (const event of await host.helpers.read(name, this.#seen.get(name) ?? 0)) {
        this.#seen.set(name, event.seq)
        publish({ kind: 'helper', name, ...event })
      }
    } catch (error) {
      log.error('helper', error, { guest: name })
    }
  }
}
