import type { ServiceContext } from '../../context.ts'
import { askHostOf } from '../guest/ask-host-of.ts'
import type { ScopedGuest } from '../guest/in-scope.ts'
import { RANGE_MS, type Range } from '../sample/model.ts'
import { spanOf } from '../sample/range.ts'
import { groupHits } from './group.ts'
import type { HitView } from './model.ts'
import { readHits } from './read-hits.ts'

/** As many stretches as a chart can tell apart. */
const STRETCHES = 120

/** Hits of a range in stretches of it, newest first. */
export async function listHits(ctx: ServiceContext, guest: ScopedGuest, range: Range): Promise<HitView[]> {
  const hits = await askHostOf(ctx, guest, (agent, name) => readHits(agent, { ...spanOf(ctx, range), name }))
  return groupHits(hits, RANGE_MS[range] / STRETCHES)
}
