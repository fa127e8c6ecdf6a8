import { ExitReason } from '../guest/model.ts'
import type { GuestRun } from '../host.ts'
import { isAlive } from './process.ts'
import { numberIn, readStateFile, type StateFile } from './state-file.ts'

/** What the supervisor wrote, checked against the processes that are there. */
export async function readGuestRun(file: string): Promise<GuestRun> {
  const state = await readStateFile(file)
  return state === null ? { state: 'absent' } : guestRunOf(state, isAlive)
}

export function guestRunOf(
  { values, changedAtMs }: StateFile,
  isAliveNow: (pid: number | null, startTicks: number | null) => boolean,
): GuestRun {
  if (values.get('state') === 'exited') return exitedRun(values, changedAtMs)
  const pid = numberIn(values, 'pid')
  const isUp = isAliveNow(pid, numberIn(values, 'pid_start'))
  const isWatched = isAliveNow(numberIn(values, 'supervisor_pid'), numberIn(values, 'supervisor_start'))
  // While the supervisor lives it will say how the guest ended; without one only the processes tell.
  if (!isUp && !isWatched) {
    const startedAtMs = numberIn(values, 'started_at')
    const unseen = { stage: null, errno: null, status: null }
    return { state: 'exited', reason: 'killed', startedAtMs, atMs: changedAtMs, ...unseen }
  }
  if (values.get('state') !== 'running' || pid === null) return { state: 'starting' }
  return { state: 'running', pid, startedAtMs: numberIn(values, 'started_at') ?? changedAtMs }
}

function exitedRun(values: ReadonlyMap<string, string>, changedAtMs: number): GuestRun {
  return {
    state: 'exited',
    reason: ExitReason.catch('failed').parse(values.get('exit')),
    startedAtMs: numberIn(values, 'started_at'),
    atMs: numberIn(values, 'exited_at') ?? changedAtMs,
    stage: values.get('stage') || null,
    errno: numberIn(values, 'errno'),
    status: numberIn(values, 'exit_status'),
  }
}
