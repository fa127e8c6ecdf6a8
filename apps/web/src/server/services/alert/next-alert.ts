import { SECOND_MS } from '@vserver/core/units'

export type AlertStanding = { state: 'fine' | 'firing'; since: Date | null }
type Rule = { threshold: number; clearBelow: number; forSeconds: number }

/**
 * How a rule stands after a new value. A change must last `forSeconds`, and between `clearBelow` and `threshold`
 * nothing changes: a value that trembles around one of them is told once. A value that is not known decides nothing.
 */
export function nextAlert(
  before: AlertStanding,
  { value, now }: { value: number | null; now: Date },
  { threshold, clearBelow, forSeconds }: Rule,
): AlertStanding {
  if (value === null) return before
  const speaksForOther = before.state === 'fine' ? value >= threshold : value < clearBelow
  if (!speaksForOther) return { state: before.state, since: null }
  const since = before.since ?? now
  if (now.getTime() - since.getTime() < forSeconds * SECOND_MS) return { state: before.state, since }
  return { state: before.state === 'fine' ? 'firing' : 'fine', since: null }
}
