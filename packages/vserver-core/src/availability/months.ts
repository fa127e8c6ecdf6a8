import { SECOND_MS } from '../units.ts'
import type { MonthAvailability, StateChange } from './model.ts'

type Span = { fromMs: number; toMs: number; change: StateChange; isRestart: boolean }

/** Each month (UTC) from the first change on, the oldest first, at most the last `months` of them. */
export function monthsOf(
  changes: readonly StateChange[],
  { nowMs, months }: { nowMs: number; months: number },
): MonthAvailability[] {
  const found = new Map<string, MonthAvailability>()
  for (const span of spansOf(changes, nowMs)) addSpan(found, span)
  return [...found.values()].slice(-months).map(withShare)
}

/** The time from each change to the next; changes that a clock put out of order happened when the one before did. */
function spansOf(changes: readonly StateChange[], nowMs: number): Span[] {
  let reachedMs = 0
  const at = changes.map((change) => {
    reachedMs = Math.max(reachedMs, Math.min(change.at, nowMs))
    return reachedMs
  })
  return changes.map((change, index) => ({
    fromMs: at[index] ?? nowMs,
    toMs: at[index + 1] ?? nowMs,
    change,
    isRestart: change.state === 'up' && changes[index - 1]?.state === 'down',
  }))
}

function addSpan(found: Map<string, MonthAvailability>, span: Span): void {
  const begun = monthAt(found, span.fromMs)
  if (span.isRestart) begun.restarts += 1
  for (let fromMs = span.fromMs; fromMs < span.toMs; ) {
    const toMs = Math.min(span.toMs, nextMonthMs(fromMs))
    const month = monthAt(found, fromMs)
    month[FIELD_OF[span.change.state === 'up' ? 'up' : span.change.reason]] += (toMs - fromMs) / SECOND_MS
    fromMs = toMs
  }
}

const FIELD_OF = {
  up: 'upSeconds',
  wanted: 'wantedDownSeconds',
  failed: 'failedDownSeconds',
  host: 'failedDownSeconds',
} as const

function monthAt(found: Map<string, MonthAvailability>, atMs: number): MonthAvailability {
  const month = new Date(atMs).toISOString().slice(0, 'YYYY-MM'.length)
  const known = found.get(month)
  if (known !== undefined) return known
  const times = { upSeconds: 0, wantedDownSeconds: 0, failedDownSeconds: 0 }
  const fresh = { month, ...times, availability: null, restarts: 0 }
  found.set(month, fresh)
  return fresh
}

function nextMonthMs(atMs: number): number {
  const at = new Date(atMs)
  return Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1)
}

function withShare(month: MonthAvailability): MonthAvailability {
  const wantedSeconds = month.upSeconds + month.failedDownSeconds
  return { ...month, availability: wantedSeconds === 0 ? null : month.upSeconds / wantedSeconds }
}
