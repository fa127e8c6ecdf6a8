import type { Hit } from '@vserver/core/hit/model'
import { MINUTE_MS } from '@vserver/core/units'
import type { ServiceContext } from '../../context.ts'
import { askHostOf } from '../guest/ask-host-of.ts'
import type { ScopedGuest } from '../guest/in-scope.ts'
import { groupHits } from '../hit/group.ts'
import { HITS_MAX } from '../hit/read-hits.ts'
import type { Slice } from './from-panel.ts'
import type { TimelineEntry } from './model.ts'

/** Ups and downs older than this are summed up by the availability of their month. */
const MONTHS = 24

/** Hits of one limit within this are one entry: a guest at its limit hits it with every reading. */
const STRETCH_MS = 15 * MINUTE_MS

export type HitsRead = {
  entries: TimelineEntry[]
  /** Before this moment there are more that were not read. */
  floor: number
}

/**
 * Stretches are read whole, up to the end of the one in which the slice begins, so that each is told once: with its
 * last hit. One that was cut at the far end is left to the next page.
 */
export async function hitsOf(ctx: ServiceContext, guest: ScopedGuest, slice: Slice): Promise<HitsRead> {
  if (!slice.kinds.has('hit')) return { entries: [], floor: Number.NEGATIVE_INFINITY }
  const before = slice.before.getTime()
  const toMs = (Math.floor(before / STRETCH_MS) + 1) * STRETCH_MS - 1
  const { hits, more } = await askHostOf(ctx, guest, (agent, name) =>
    agent.listHits({ name, fromMs: 0, toMs, limit: HITS_MAX }),
  )
  const floor = more ? wholeFrom(hits) : Number.NEGATIVE_INFINITY
  const whole = hits.filter(({ at }) => at >= floor)
  const entries = groupHits(whole, STRETCH_MS)
    .filter(({ at }) => at < before)
    .map((hit): TimelineEntry => ({ id: `hit-${hit.id}`, at: hit.at, kind: 'hit', hit }))
  return { entries, floor }
}

/** Where the stretches begin that were read whole; one that fills an answer by itself is taken as it is. */
function wholeFrom(hits: readonly Hit[]): number {
  const stretches = hits.map(({ at }) => Math.floor(at / STRETCH_MS))
  const oldest = Math.min(...stretches)
  return (oldest === Math.max(...stretches) ? oldest : oldest + 1) * STRETCH_MS
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
