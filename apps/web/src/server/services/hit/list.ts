import type { Hit } from '@vserver/core/hit/model'
import type { ServiceContext } from '../../context.ts'
import { askHostOf } from '../guest/ask-host-of.ts'
import type { ScopedGuest } from '../guest/in-scope.ts'
import type { Range } from '../sample/model.ts'
import { spanOf } from '../sample/range.ts'
import type { HitView } from './model.ts'

/** The most that an agent gives at once. */
export const HITS_MAX = 500

export type HitList = { hits: HitView[]; more: boolean }

/** Newest first. */
export async function listHits(ctx: ServiceContext, guest: ScopedGuest, range: Range): Promise<HitList> {
  const span = spanOf(ctx, range)
  const { hits, more } = await askHostOf(ctx, guest, (agent, name) =>
    agent.listHits({ name, ...span, limit: HITS_MAX }),
  )
  return { hits: hits.map(toHitView).toSorted((a, b) => b.id - a.id), more }
}

export function toHitView({ name: _, ...hit }: Hit): HitView {
  return hit
}
