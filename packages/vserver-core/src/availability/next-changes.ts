import type { GuestRecord } from '../guest/model.ts'
import type { GuestRun } from '../host.ts'
import type { StateChange } from './model.ts'

export type Observed = {
  run: GuestRun
  record: Pick<GuestRecord, 'desired' | 'intent'>
  nowMs: number
}

/** What has changed since the last change that is known; `last` is null for a guest that never ran. */
export function nextChanges(last: StateChange | null, observed: Observed): StateChange[] {
  const { run, nowMs } = observed
  const changes = run.state === 'running' ? whileUp(last, run.startedAtMs) : whileDown(last, observed)
  // A clock that was set back neither reorders what happened nor makes it happen later than now.
  return changes.map((change) => ({ ...change, at: Math.max(last?.at ?? 0, Math.min(change.at, nowMs)) }))
}

function whileUp(last: StateChange | null, startedAtMs: number): StateChange[] {
  const up: StateChange = { at: startedAtMs, state: 'up', reason: 'wanted' }
  if (last === null || last.state === 'down') return [up]
  // Nobody saw the end of the run before: it was short, or the agent was not there.
  return startedAtMs > last.at ? [{ at: startedAtMs, state: 'down', reason: 'wanted' }, up] : []
}

function whileDown(last: StateChange | null, observed: Observed): StateChange[] {
  const { run, nowMs } = observed
  if (run.state === 'starting' || run.state === 'running') return []
  const at = run.state === 'exited' ? run.atMs : nowMs
  const reason = isWanted(observed) ? 'wanted' : 'failed'
  if (last?.state === 'up') return [{ at, state: 'down', reason }]
  return turned(last, observed)
}

/** A guest that is down and now is wanted, or is so no more. */
function turned(last: StateChange | null, { run, record, nowMs }: Observed): StateChange[] {
  const isIdle = record.intent === null
  if (last?.reason !== 'wanted' && last !== null && record.desired !== 'running') {
    return isIdle ? [{ at: nowMs, state: 'down', reason: 'wanted' }] : []
  }
  const couldNotStart = run.state === 'exited' && run.startedAtMs === null && run.atMs > (last?.at ?? 0)
  if (last?.reason === 'failed' || last?.reason === 'host' || !couldNotStart) return []
  return record.desired === 'running' ? [{ at: run.atMs, state: 'down', reason: 'failed' }] : []
}

/** Acts that take a guest down, also one that is to run afterwards. */
const TAKES_DOWN: ReadonlySet<GuestRecord['intent']> = new Set([
  ...(['stop', 'restart', 'kill', 'reinstall'] as const),
  ...(['unify', 'fold', 'convert', 'archive', 'unarchive'] as const),
])

/** Guests that reboot themselves come back at once. */
function isWanted({ run, record }: Observed): boolean {
  if (record.desired !== 'running' || (run.state === 'exited' && run.reason === 'reboot')) return true
  return TAKES_DOWN.has(record.intent)
}

/** What a host's end did to a guest that was up when it was last seen. */
export function hostWentDown(last: StateChange | null, lastSeenMs: number): StateChange[] {
  if (last?.state !== 'up') return []
  return [{ at: Math.max(last.at, lastSeenMs), state: 'down', reason: 'host' }]
}
