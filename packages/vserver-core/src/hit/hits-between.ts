import { HIT_EFFECTS, type HitCount, type HitCounts, type HitResource } from './model.ts'

/**
 * What was hit between two readings: at most one of each resource, its gravest effect. Counters begin at 0 with each
 * run of the guest. `previous` is null when nobody has looked before: then nothing tells when the hits were.
 */
export function hitsBetween(previous: HitCounts | null, next: HitCounts): HitCount[] {
  if (previous === null) return []
  const before = previous.startedAtMs === next.startedAtMs ? previous.counts : []
  const fresh = next.counts
    .map((now) => ({ ...now, count: now.count - earlier(before, now) }))
    .filter(({ count }) => count > 0)
  return gravest(fresh)
}

/** A counter that is less than it was has begun anew. */
function earlier(before: readonly HitCount[], { resource, effect, count }: HitCount): number {
  const found = before.find((one) => one.resource === resource && one.effect === effect)
  return found === undefined || found.count > count ? 0 : found.count
}

/** One hit of each resource; of two effects the graver one is told, with its own count. */
export function gravest(hits: readonly HitCount[]): HitCount[] {
  const found = new Map<HitResource, HitCount>()
  for (const hit of hits) {
    const other = found.get(hit.resource)
    if (other === undefined || rank(hit) < rank(other)) found.set(hit.resource, hit)
  }
  return [...found.values()]
}

function rank({ effect }: HitCount): number {
  return HIT_EFFECTS.indexOf(effect)
}
