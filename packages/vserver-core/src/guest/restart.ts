import { VserverError } from '../errors.ts'
import type { Host } from '../host.ts'
import { type Progress, silent } from '../operation/progress.ts'
import { requireUnarchived } from './archived.ts'
import { haltGuest } from './halt.ts'
import { noteFailure, readGuest } from './internal.ts'
import type { Guest, GuestName } from './model.ts'
import { startGuest } from './start.ts'

/** A guest that is stopped is started. */
export async function restartGuest(host: Host, name: GuestName, progress: Progress = silent): Promise<Guest> {
  const record = await readGuest(host, name)
  requireUnarchived(record)
  const { desired, pausedAt } = record
  await host.guests.update(name, (now) => ({
    ...now,
    ...({ intent: 'restart', desired: 'running' } as const),
    retry: null,
    pausedAt: null,
  }))
  try {
    await haltGuest(host, name, (percent, step) => progress(percent / 2, step))
  } catch (error) {
    await noteFailure(host, name, { error, desired, pausedAt })
    throw error
  }
  await requireNotKilled(host, name)
  return startGuest(host, name, (percent, step) => progress(50 + percent / 2, step))
}

/** A kill may pass a restart under way; it wins. */
async function requireNotKilled(host: Host, name: GuestName): Promise<void> {
  const { desired } = await readGuest(host, name)
  if (desired === 'running') return
  await host.guests.update(name, (now) => ({ ...now, intent: null }))
  throw new VserverError('CANCELLED', `Guest ${name} was killed while it restarted.`, {
    subject: name,
    hint: 'Start it again if you want it to run.',
  })
}
