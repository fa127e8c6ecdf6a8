import { VserverError } from '../errors.ts'
import type { Host } from '../host.ts'
import { type Progress, silent } from '../operation/progress.ts'
import { isRunning } from './internal.ts'
import type { GuestName } from './model.ts'

/** Time the guest's own init has to end its services. */
export const STOP_DEADLINE_MS = 30_000
const KILL_DEADLINE_MS = 10_000

/** Asks, waits, then kills. Returns when the guest is down; nothing is written to the record. */
export async function haltGuest(host: Host, name: GuestName, progress: Progress = silent): Promise<void> {
  if (!(await isRunning(host, name))) return
  progress(20, 'Asking the guest to halt')
  await host.runtime.stop(name)
  if (await host.runtime.waitExit(name, STOP_DEADLINE_MS)) return
  progress(80, 'Killing what did not halt in time')
  await killAndWait(host, name)
}

export async function killAndWait(host: Host, name: GuestName): Promise<void> {
  if (!(await isRunning(host, name))) return
  await host.runtime.kill(name)
  if (await host.runtime.waitExit(name, KILL_DEADLINE_MS)) return
  throw new VserverError('TIMEOUT', `Guest ${name} was killed but its processes are still there.`, {
    subject: name,
    hint: 'A process may wait for a disk; look at the host and kill the guest again.',
  })
}
