import type { TrafficState } from './model.ts'

/** Shares of the quota where a state begins and, lower, where it ends: what was decided does not flap. */
const WARNED = { from: 0.8, until: 0.75 }
const EXCEEDED = { from: 1, until: 0.95 }

/** What a guest's use of its quota means, knowing what it meant before; null = unmetered. */
export function nextState(before: TrafficState, used: number, quota: number | null): TrafficState {
  if (quota === null) return 'fine'
  const share = used / quota
  if (share >= (before === 'exceeded' ? EXCEEDED.until : EXCEEDED.from)) return 'exceeded'
  return share >= (before === 'fine' ? WARNED.from : WARNED.until) ? 'warned' : 'fine'
}
