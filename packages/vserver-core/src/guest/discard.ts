import type { Host } from '../host.ts'
import { killAndWait } from './halt.ts'
import { noteRemoval } from './internal.ts'
import type { GuestName } from './model.ts'

/**
 * Removes all that is left of a guest, whatever it was doing. The record goes last, with the intent `delete`, so
 * that reconcile finishes what a crash or a refusal leaves.
 */
export async function discardGuest(host: Host, name: GuestName): Promise<void> {
  await noteRemoval(host, name)
  await killAndWait(host, name)
  await host.runtime.deleteRoot(name)
  await host.guests.remove(name)
}
