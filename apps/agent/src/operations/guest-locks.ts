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

const DOING: Record<Act, string> = {
  'guest.create': 'being created',
  'guest.start': 'starting',
  'guest.stop': 'stopping',
  'guest.restart': 'restarting',
  'guest.kill': 'being killed',
  'guest.pause': 'being paused',
  'guest.resume': 'being resumed',
  'guest.delete': 'being deleted',
  'guest.reinstall': 'being reinstalled',
  'guest.takeFormer': 'getting its former files back',
  'guest.clone': 'being made from another guest',
  'guest.unify': 'being unified',
  'guest.fold': 'having its layers folded',
  'guest.convert': 'getting another backend',
  'files.copy': 'being copied',
  'limit.set': 'getting new limits',
  'network.set': 'getting another network',
  reconcile: 'being put in order',
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
  return new VserverError('BUSY', `Guest ${name} is ${DOING[act]}.`, {
    subject: name,
    hint: 'Wait until that has finished, then try again.',
  })
}
