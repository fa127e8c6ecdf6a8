import { type ReconcileOutcome, reconcileGuest } from '@vserver/core/guest'
import type { GuestName } from '@vserver/core/guest/model'
import type { Host } from '@vserver/core/host-port'
import type { Logger } from '../logger.ts'
import type { GuestLocks } from '../operations/guest-locks.ts'

/** Guests put in order at once: one that halts slowly must not hold up the others. */
const WORKERS = 4
const QUIET: ReadonlySet<ReconcileOutcome> = new Set<ReconcileOutcome>(['none', 'waiting'])

type Dependencies = {
  host: Host
  locks: GuestLocks
  log: Logger
  /** Shows what the kernel says of a guest, whether or not its record changed. */
  announce: (name: GuestName) => Promise<void>
}

/** Makes every guest what its record says, and reports what it did, once. */
export class Reconciler {
  readonly #dependencies: Dependencies
  /** What was last logged of each guest, so that a lasting fault is told once. */
  readonly #told = new Map<string, string>()
  /** Guests whose turn in the boot of the host has not come. */
  readonly #held = new Set<GuestName>()

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies
  }

  async all(): Promise<void> {
    const { host } = this.#dependencies
    const names = (await host.guests.list()).map((record) => record.name)
    const waiting = names.values()
    const work = async (): Promise<void> => {
      for (const name of waiting) await this.one(name)
    }
    await Promise.all(Array.from({ length: WORKERS }, work))
    await this.#reportStrangers(new Set(names))
  }

  /** Leaves the guest alone until it is released. */
  hold(name: GuestName): void {
    this.#held.add(name)
  }

  /** False when the guest was not held. */
  release(name: GuestName): boolean {
    return this.#held.delete(name)
  }

  /** Leaves a guest alone that somebody acts on. */
  async one(name: GuestName): Promise<void> {
    if (this.#held.has(name)) return
    const { host, locks, log, announce } = this.#dependencies
    const release = locks.tryAcquire(name, 'reconcile')
    if (release === null) return
    try {
      const outcome = await reconcileGuest(host, name)
      this.#told.delete(name)
      if (!QUIET.has(outcome)) log.info('reconcile', { guest: name, outcome })
    } catch (error) {
      if (this.#isNews(name, String(error))) log.error('reconcile', error, { guest: name })
    } finally {
      release()
    }
    await announce(name)
  }

  /** Guests without a record are somebody's data: they are reported, never killed. */
  async #reportStrangers(known: ReadonlySet<GuestName>): Promise<void> {
    const { host, log } = this.#dependencies
    for (const name of await host.runtime.running()) {
      // A record may have been made since the names were read.
      if (known.has(name) || (await host.guests.read(name)) !== null) continue
      if (this.#isNews(name, 'stranger')) log.info('guest without a record runs', { guest: name })
    }
  }

  #isNews(name: GuestName, text: string): boolean {
    if (this.#told.get(name) === text) return false
    this.#told.set(name, text)
    return true
  }
}
