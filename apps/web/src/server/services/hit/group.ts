import type { Hit } from '@vserver/core/hit/model'
import type { HitView } from './model.ts'

/** One entry for all hits of a resource with the same effect in the same stretch of the clock, the newest first. */
export function groupHits(hits: readonly Hit[], stretchMs: number): HitView[] {
  const groups = Map.groupBy(hits, ({ resource, effect, at, away = false }) =>
    [resource, effect, away, Math.floor(at / stretchMs)].join(' '),
  )
  return [...groups.values()].map(sumUp).toSorted((a, b) => b.at - a.at || b.id - a.id)
}

function sumUp(hits: readonly Hit[]): HitView {
  const newestFirst = hits.toSorted((a, b) => b.id - a.id)
  const [last = hits[0] as Hit] = newestFirst
  const { name: _, ...told } = last
  return {
    ...told,
    since: Math.min(...hits.map(({ at }) => at)),
    count: hits.reduce((sum, { count }) => sum + count, 0),
    processes: newestFirst.find(({ processes }) => processes.length > 0)?.processes ?? [],
  }
}
