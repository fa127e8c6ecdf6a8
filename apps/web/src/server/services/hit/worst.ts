import type { Hit } from '@vserver/core/hit/model'
import type { HostHub } from '../../agent/hub.ts'
import type { ServiceContext } from '../../context.ts'
import { listGuestsInScope, type ScopedGuest } from '../guest/in-scope.ts'
import { spanOf } from '../sample/range.ts'
import { HITS_MAX } from './list.ts'
import type { GuestHits } from './model.ts'

const SHOWN = 6
/** So many answers of a host are read: one guest in a flood must not hide the others. */
const PAGES_MAX = 10

/** The guests in scope that ran into their limits most in the last day. A host that does not answer has none. */
export async function listWorst(ctx: ServiceContext): Promise<GuestHits[]> {
  const guests = await listGuestsInScope(ctx)
  const byHost = Map.groupBy(guests, ({ hostId }) => hostId)
  const found = await Promise.all(
    [...byHost].map(([hostId, its]) => worstOn(ctx, ctx.hosts.get(hostId), its)),
  )
  return found
    .flat()
    .toSorted((a, b) => b.hits - a.hits)
    .slice(0, SHOWN)
}

async function worstOn(
  ctx: ServiceContext,
  hub: HostHub | undefined,
  guests: readonly ScopedGuest[],
): Promise<GuestHits[]> {
  if (!hub?.picture.reachable) return []
  const hits = await readHits(hub, spanOf(ctx, 'day')).catch((error) => {
    ctx.logger.error('hit.worst', { host: hub.hostId }, error)
    return []
  })
  const byName = Map.groupBy(hits, ({ name }) => name)
  return guests.flatMap((guest) => {
    const its = byName.get(guest.hostName)
    return its ? [sumUp(guest, its)] : []
  })
}

/** Newest first, page by page; those of one moment that a page cuts through are read again and told once. */
async function readHits(hub: HostHub, { fromMs, toMs }: { fromMs: number; toMs: number }): Promise<Hit[]> {
  const byId = new Map<number, Hit>()
  let until = toMs
  for (let page = 0; page < PAGES_MAX && until > fromMs; page++) {
    const { hits, more } = await hub.agent.listHits({ fromMs, toMs: until, limit: HITS_MAX })
    for (const hit of hits) byId.set(hit.id, hit)
    const oldest = Math.min(...hits.map(({ at }) => at))
    if (!more || oldest >= until) break
    until = oldest
  }
  return [...byId.values()]
}

function sumUp(guest: ScopedGuest, hits: readonly Hit[]): GuestHits {
  const byResource = Map.groupBy(hits, ({ resource }) => resource)
  const [most] = [...byResource]
    .map(([resource, its]) => ({ resource, count: countOf(its) }))
    .toSorted((a, b) => b.count - a.count)
  return {
    guestId: guest.id,
    guestName: guest.name,
    customerName: guest.customer.name,
    hits: countOf(hits),
    resource: most?.resource ?? 'cpu',
    lastAt: Math.max(...hits.map(({ at }) => at)),
  }
}

function countOf(hits: readonly Hit[]): number {
  return hits.reduce((sum, { count }) => sum + count, 0)
}
