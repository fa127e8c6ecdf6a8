import { hostWentDown, nextChanges } from '@vserver/core/availability'
import type { StateChange } from '@vserver/core/availability/model'
import type { HostEvent } from '@vserver/core/event/model'
import type { GuestName, GuestRecord } from '@vserver/core/guest/model'
import type { Host } from '@vserver/core/host-port'
import type { Logger } from '../logger.ts'
import type { StoredGuests } from '../store/stored-guests.ts'
import type { StateStore } from './state-store.ts'

type Dependencies = { host: Host; log: Logger; stored: StateStore; storedGuests: StoredGuests }

/** Notes when guests go up and down, over ends of the agent and of the host. */
export class StateWatch {
  readonly #dependencies: Dependencies
  /** By the guest's number in the store. */
  readonly #last = new Map<number, StateChange | null>()
  #queue: Promise<void> = Promise.resolve()

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies
  }

  /** Takes what is published. */
  hear(event: HostEvent): void {
    if (event.kind === 'guest') this.#enqueue(event.guest.name, () => this.#look(event.guest.name))
  }

  /** Before anything else: a host that was down meanwhile took its guests with it. */
  begin(): Promise<void> {
    this.#enqueue(null, async () => {
      const { host, stored } = this.#dependencies
      const [seen, bootId] = [await stored.hostSeen(), await host.traffic.bootId()]
      if (seen !== null && seen.bootId !== bootId) {
        for (const record of await host.guests.list()) {
          await this.#note(record, (last) => hostWentDown(last, seen.atMs))
        }
      }
      await this.seen()
    })
    return this.idle()
  }

  /** The host is up, and with it the guests that are. */
  async seen(): Promise<void> {
    const { host, stored } = this.#dependencies
    await stored.noteHostSeen({ bootId: await host.traffic.bootId(), atMs: host.now() })
  }

  idle(): Promise<void> {
    return this.#queue
  }

  #enqueue(guest: string | null, act: () => Promise<void>): void {
    const { log } = this.#dependencies
    this.#queue = this.#queue.then(act).catch((error: unknown) => {
      log.error('availability', error, guest === null ? {} : { guest })
    })
  }

  async #look(name: GuestName): Promise<void> {
    const { host } = this.#dependencies
    const record = await host.guests.read(name)
    if (record === null) return
    const run = await host.runtime.inspect(name)
    await this.#note(record, (last) => nextChanges(last, { run, record, nowMs: host.now() }))
  }

  async #note(record: GuestRecord, changesAfter: (last: StateChange | null) => StateChange[]): Promise<void> {
    const { stored, storedGuests } = this.#dependencies
    const guest = await storedGuests.idOf(record)
    if (guest === null) return
    const last = this.#last.get(guest) ?? (await stored.last(guest))
    const changes = changesAfter(last)
    this.#last.set(guest, changes.at(-1) ?? last)
    if (changes.length > 0) await stored.add(guest, changes)
  }
}
