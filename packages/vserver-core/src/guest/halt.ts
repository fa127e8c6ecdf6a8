import { VserverError } from '../errors.ts'
import type { Host } from '../host.ts'
import { type Progress, silent } from '../operation/progress.ts'
import { SECOND_MS } from '../units.ts'
import { isRunning } from './internal.ts'
import type { GuestName } from './model.ts'

/**
 * Waits after each request to halt, 30 seconds in all, which is what the guest's init has to end its services. The
 * kernel drops a signal for which an init that has just begun has no handler yet, so it is asked more than once.
 */
const HALT_WAITS_MS = [1, 2, 5, 22].map((seconds) => seconds * SECOND_MS)
/** A killed guest's processes are gone within milliseconds, unless the kernel is stuck in one of them. */
const KILL_DEADLINE_MS = 10 * SECOND_MS

/** Asks, waits, then kills. Returns when the guest is down; nothing is written to the record. */
export async function haltGuest(host: Host, name: GuestName, progress: Progress = silent): Promise<void> {
  if (!(await isRunning(host, name))) return
  progress(20, 'Asking the guest to halt')
  for (const waitMs of HALT_WAITS_MS) {
    await host.runtime.stop(name)
    if (await host.runtime.waitExit(name, waitMs)) return
  }
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
