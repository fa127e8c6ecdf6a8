import type { TimelineEntry } from './model.ts'

/**
 * The newest `limit` of what the sources gave, each its own newest `limit + 1`. Entries of the moment at which the
 * page ends all belong to it, so that a cursor of a moment loses none.
 */
export function mergePage(
  sources: readonly (readonly TimelineEntry[])[],
  limit: number,
): { entries: TimelineEntry[]; next: number | null } {
  const all = sources.flat().toSorted((a, b) => b.at - a.at || b.id.localeCompare(a.id))
  const last = all[limit - 1]
  if (!last || all.length === limit) return { entries: all, next: null }
  const entries = all.filter(({ at }) => at >= last.at)
  return { entries, next: entries.length < all.length ? last.at : null }
}
