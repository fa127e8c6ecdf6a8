import type { TimelineEntry } from './model.ts'

/**
 * The newest `limit` of what the sources gave, each its own newest `limit + 1`. Entries of the moment at which the
 * page ends all belong to it, so that a cursor of a moment loses none. Nothing before `floor` is told: there a source
 * has more than it gave.
 */
export function mergePage(
  sources: readonly (readonly TimelineEntry[])[],
  { limit, floor = Number.NEGATIVE_INFINITY }: { limit: number; floor?: number },
): { entries: TimelineEntry[]; next: number | null } {
  const all = sources
    .flat()
    .filter(({ at }) => at >= floor)
    .toSorted((a, b) => b.at - a.at || b.id.localeCompare(a.id))
  const lastAt = all[limit - 1]?.at ?? Number.NEGATIVE_INFINITY
  const entries = all.filter(({ at }) => at >= lastAt)
  if (entries.length < all.length) return { entries, next: lastAt }
  return { entries, next: Number.isFinite(floor) ? floor : null }
}
