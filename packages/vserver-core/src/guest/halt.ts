import { VserverError } from '../errors.ts'
import type { Host } from '../host.ts'
import { type Progress, silent } from '../operation/progress.ts'
import { SECOND_MS } from '../units.ts'
import { isRunning, readGuest } from './internal.ts'
import type { GuestName } from './model.ts'

/** A killed guest's processes are gone within milliseconds, unless the kernel is stuck in one of them. */
const KILL_DEADLINE_MS = 10 * SECOND_MS

/**
 * Waits after each request to halt, `stopSeconds` in all. The kernel drops a signal for which an init has no handler
 * yet, so it is asked again, ever more slowly: a second, two, four...
 */
export function haltWaits(stopSeconds: number): number[] {
  const waits: number[] = []
  for (let left = stopSeconds, wait = 1; left > 0; left -= wait, wait *= 2) {
    // What would be too short for another request belongs to the last one.
    const isLast = left < 2 * wait
    waits.push((isLast ? left : wait) * SECOND_MS)
    if (isLast) break
  }
  return waits
}

/** Asks, waits, then kills. Returns when the guest is down; nothing is written to the record. */
export async function haltGuest(host: Host, name: GuestName, progress: Progress = silent): Promise<void> {
  if (!(await isRunning(host, name))) return
  const { options } = await readGuest(host, name)
  progress(20, 'Asking the guest to halt')
  for (const waitMs of haltWaits(options.stopSeconds)) {
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
