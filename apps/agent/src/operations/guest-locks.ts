import { VserverError } from '@vserver/core/errors'
import type { GuestName } from '@vserver/core/guest/model'
import type { OperationKind } from '@vserver/core/operation/model'

/** Acts that hold a guest; looking at its files does not. */
export type Act =
  | Exclude<Extract<OperationKind, `guest.${string}`>, 'guest.predict' | 'guest.verify'>
  | 'files.copy'
  | 'limit.set'
  | 'network.set'
  | 'reconcile'

type Holder = { act: Act; released: Promise<void> }

/** Whole sentences, which the panel knows in other languages. */
const DOING: Record<Act, (name: GuestName) => string> = {
  'guest.create': (name) => `Guest ${name} is being created.`,
  'guest.start': (name) => `Guest ${name} is starting.`,
  'guest.stop': (name) => `Guest ${name} is stopping.`,
  'guest.restart': (name) => `Guest ${name} is restarting.`,
  'guest.kill': (name) => `Guest ${name} is being killed.`,
  'guest.pause': (name) => `Guest ${name} is being paused.`,
  'guest.resume': (name) => `Guest ${name} is being resumed.`,
  'guest.delete': (name) => `Guest ${name} is being deleted.`,
  'guest.reinstall': (name) => `Guest ${name} is being reinstalled.`,
  'guest.takeFormer': (name) => `Guest ${name} is getting its former files back.`,
  'guest.clone': (name) => `Guest ${name} is being made from another guest.`,
  'guest.unify': (name) => `Guest ${name} is being unified.`,
  'guest.fold': (name) => `Guest ${name} is having its layers folded.`,
  'guest.convert': (name) => `Guest ${name} is getting another backend.`,
  'guest.archive': (name) => `Guest ${name} is being archived.`,
  'guest.unarchive': (name) => `Guest ${name} is being unarchived.`,
  'files.copy': (name) => `Guest ${name} is being copied.`,
  'limit.set': (name) => `Guest ${name} is getting new limits.`,
  'network.set': (name) => `Guest ${name} is getting another network.`,
  reconcile: (name) => `Guest ${name} is being put in order.`,
}

/** Acts whose end a kill need not wait for. */
const KILL_PASSES: ReadonlySet<Act> = new Set<Act>([
  'guest.start',
  'guest.stop',
  'guest.restart',
  'guest.pause',
  'guest.resume',
  'reconcile',
])

/** One exclusive act per guest; a kill may pass. */
export class GuestLocks {
  readonly #holders = new Map<GuestName, Holder>()

  /** Returns what releases the guest; BUSY when another act holds it. Reconcile is short and waited for. */
  async acquire(name: GuestName, act: Act): Promise<() => void> {
    for (;;) {
      const holder = this.#holders.get(name)
      if (holder === undefined) return this.#hold(name, act)
      if (act === 'guest.kill' && KILL_PASSES.has(holder.act)) return () => {}
      if (holder.act !== 'reconcile') throw busy(name, holder.act)
      await holder.released
    }
  }

  /** Null when the guest is held. */
  tryAcquire(name: GuestName, act: Act): (() => void) | null {
    return this.#holders.has(name) ? null : this.#hold(name, act)
  }

  #hold(name: GuestName, act: Act): () => void {
    const { promise, resolve } = Promise.withResolvers<void>()
    const holder = { act, released: promise }
    this.#holders.set(name, holder)
    return () => {
      if (this.#holders.get(name) === holder) this.#holders.delete(name)
      resolve()
    }
  }
}

function busy(name: GuestName, act: Act): VserverError {
  return new VserverError('BUSY', DOING[act](name), {
    subject: name,
    hint: 'Wait until that has finished, then try again.',
  })
}
