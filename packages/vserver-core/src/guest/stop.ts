import type { Host } from '../host.ts'
import { type Progress, silent } from '../operation/progress.ts'
import { getGuest } from './get.ts'
import { haltGuest } from './halt.ts'
import { noteFailure, readGuest } from './internal.ts'
import type { Guest, GuestName } from './model.ts'

/** Stopping a stopped guest is fine. A stop that fails leaves the guest as it was wanted before. */
export async function stopGuest(host: Host, name: GuestName, progress: Progress = silent): Promise<Guest> {
  const { desired, pausedAt } = await readGuest(host, name)
  await host.guests.update(name, (now) => ({
    ...now,
    ...({ intent: 'stop', desired: 'stopped' } as const),
    retry: null,
    pausedAt: null,
  }))
  try {
    await haltGuest(host, name, progress)
  } catch (error) {
    await noteFailure(host, name, { error, desired, pausedAt })
    throw error
  }
  await host.guests.update(name, (now) => ({ ...now, intent: null, failure: null }))
  return getGuest(host, name)
}
