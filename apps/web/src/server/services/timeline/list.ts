import { t } from '@/language/t.ts'
import type { ServiceContext } from '../../context.ts'
import { isVserverError } from '../../trpc/errors.ts'
import type { ScopedGuest } from '../guest/in-scope.ts'
import { changesOf, hitsOf } from './from-host.ts'
import { actsOf, consolesOf, operationsOf, type Slice } from './from-panel.ts'
import { mergePage } from './merge.ts'
import { TIMELINE_KINDS, type TimelineEntry, type TimelinePage, type TimelineRequest } from './model.ts'

/** One page of all that happened to a guest, the newest first. A host that is away takes only its own part with it. */
export async function listTimeline(
  ctx: ServiceContext,
  guest: ScopedGuest,
  { kinds, cursor, limit }: TimelineRequest,
): Promise<TimelinePage> {
  const slice: Slice = {
    before: new Date(cursor ?? ctx.now() + 1),
    take: limit + 1,
    kinds: new Set(kinds ?? TIMELINE_KINDS),
  }
  const [host, ...panel] = await Promise.all([
    ofHost(ctx, guest, slice),
    actsOf(ctx, guest, slice),
    operationsOf(ctx, guest, slice),
    consolesOf(ctx, guest, slice),
  ])
  const page = mergePage([...host.entries, ...panel], { limit, floor: host.floor })
  return { ...page, hostMissing: host.missing }
}

type FromHost = { entries: TimelineEntry[][]; floor: number; missing: string | null }

async function ofHost(ctx: ServiceContext, guest: ScopedGuest, slice: Slice): Promise<FromHost> {
  try {
    const [hits, changes] = await Promise.all([hitsOf(ctx, guest, slice), changesOf(ctx, guest, slice)])
    return { entries: [hits.entries, changes], floor: hits.floor, missing: null }
  } catch (error) {
    if (!isVserverError(error)) throw error
    ctx.logger.error('timeline.host', { host: guest.hostId, guest: guest.id }, error)
    return {
      entries: [],
      floor: Number.NEGATIVE_INFINITY,
      missing: t('The host does not answer: hits, ups and downs are missing here.'),
    }
  }
}
