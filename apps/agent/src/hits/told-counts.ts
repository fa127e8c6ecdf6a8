import type { HitCount, HitCounts } from '@vserver/core/hit/model'
import { z } from 'zod'

/** What of a guest's counters has been told as hits; kept, so that a later agent tells the rest. */
export type ToldCounts = HitCounts & {
  /** When that was, milliseconds since the epoch. */
  atMs: number
}

const Counts = z.array(
  z.strictObject({ resource: z.string(), effect: z.string(), count: z.number() }),
) as unknown as z.ZodType<HitCount[]>

export function toldOf(row: Record<string, unknown>): ToldCounts {
  const { started_at: startedAtMs, at: atMs, counts } = row
  return {
    startedAtMs: Number(startedAtMs),
    atMs: Number(atMs),
    counts: Counts.parse(JSON.parse(String(counts))),
  }
}

/**
 * The counters from which a new agent counts on. A run that began after the last look is all news; where nobody has
 * looked before, nothing tells when its hits were.
 */
export function resumed(told: ToldCounts | null, now: HitCounts): HitCounts {
  if (told === null) return now
  return { startedAtMs: now.startedAtMs, counts: now.startedAtMs > told.atMs ? [] : told.counts }
}

/** Of the resources that are told now, all effects: the graver one was told for the others. */
export function withTold(
  before: readonly HitCount[],
  now: readonly HitCount[],
  due: readonly HitCount[],
): HitCount[] {
  const isDue = ({ resource }: HitCount) => due.some((hit) => hit.resource === resource)
  return [...before.filter((one) => !isDue(one)), ...now.filter(isDue)]
}
