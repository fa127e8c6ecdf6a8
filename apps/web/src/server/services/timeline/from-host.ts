import type { ServiceContext } from '../../context.ts'
import { askHostOf } from '../guest/ask-host-of.ts'
import type { ScopedGuest } from '../guest/in-scope.ts'
import { HITS_MAX, toHitView } from '../hit/list.ts'
import type { Slice } from './from-panel.ts'
import type { TimelineEntry } from './model.ts'

/** Ups and downs older than this are summed up by the availability of their month. */
const MONTHS = 24

export async function hitsOf(
  ctx: ServiceContext,
  guest: ScopedGuest,
  slice: Slice,
): Promise<TimelineEntry[]> {
  if (!slice.kinds.has('hit')) return []
  const toMs = slice.before.getTime() - 1
  const limit = Math.min(slice.take, HITS_MAX)
  const { hits } = await askHostOf(ctx, guest, (agent, name) =>
    agent.listHits({ name, fromMs: 0, toMs, limit }),
  )
  return hits
    .filter(({ at }) => at <= toMs)
    .map((hit) => ({ id: `hit-${hit.id}`, at: hit.at, kind: 'hit', hit: toHitView(hit) }))
}

export async function changesOf(
  ctx: ServiceContext,
  guest: ScopedGuest,
  { kinds, before, take }: Slice,
): Promise<TimelineEntry[]> {
  if (!kinds.has('state')) return []
  const { changes } = await askHostOf(ctx, guest, (agent, name) => agent.availability(name, MONTHS))
  return changes
    .filter(({ at }) => at < before.getTime())
    .toSorted((a, b) => b.at - a.at)
    .slice(0, take)
    .map((change) => ({ id: `state-${change.at}-${change.state}`, at: change.at, kind: 'state', change }))
}
