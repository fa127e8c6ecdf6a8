import type { Host } from '../host.ts'
import { type Progress, silent } from '../operation/progress.ts'
import { haltGuest } from './halt.ts'
import { noteFailure, noteRemoval, readGuest } from './internal.ts'
import type { GuestName } from './model.ts'

/** Stops the guest if it runs, then moves its files to the host's bin and forgets it. */
export async function deleteGuest(host: Host, name: GuestName, progress: Progress = silent): Promise<void> {
  await readGuest(host, name)
  await noteRemoval(host, name)
  try {
    await removeFiles(host, name, progress)
  } catch (error) {
    await noteFailure(host, name, { error, desired: 'stopped' })
    throw error
  }
  await host.guests.remove(name)
}

/** Finishes a deletion whose intent is written. A refusal leaves the intent, so that it is tried again. */
export async function finishDelete(host: Host, name: GuestName): Promise<void> {
  await removeFiles(host, name)
  await host.guests.remove(name)
}

async function removeFiles(host: Host, name: GuestName, progress: Progress = silent): Promise<void> {
  await haltGuest(host, name, progress)
  progress(90, 'Moving the files to the bin')
  await host.runtime.deleteRoot(name)
}
