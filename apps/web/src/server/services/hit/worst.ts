import type { Hit } from '@vserver/core/hit/model'
import type { HostHub } from '../../agent/hub.ts'
import type { ServiceContext } from '../../context.ts'
import { askHostOf } from '../guest/ask-host-of.ts'
import { listPlacesInScope, type PlacedGuest } from '../guest/in-scope.ts'
import { spanOf } from '../sample/range.ts'
import { judgedSpan } from '../slow/judged-span.ts'
import type { GuestHits } from './model.ts'
import { readHits } from './read-hits.ts'

const SHOWN = 6

/** The guests in scope that ran into their limits most in the last day. A host that does not answer has none. */
export async function listWorst(ctx: ServiceContext): Promise<GuestHits[]> {
  const found = await Promise.all([...ctx.hosts.values()].map((hub) => worstOn(ctx, hub)))
  const worst = found
    .flat()
    .toSorted((a, b) => b.sum.hits - a.sum.hits)
    .slice(0, SHOWN)
  const names = await customerNames(ctx, worst)
  return Promise.all(
    worst.map(async ({ guest, sum }) => ({
      ...sum,
      customerName: names.get(guest.customerId) ?? '',
      cause: await causeOf(ctx, guest),
    })),
  )
}

async function customerNames(
  { db }: ServiceContext,
  worst: readonly Worst[],
): Promise<ReadonlyMap<string, string>> {
  const where = { id: { in: worst.map(({ guest }) => guest.customerId) } }
  const customers = await db.account.findMany({ where, select: { id: true, name: true } })
  return new Map(customers.map(({ id, name }) => [id, name]))
}

async function causeOf(ctx: ServiceContext, guest: PlacedGuest): Promise<GuestHits['cause']> {
  try {
    const span = judgedSpan(ctx, 'day', guest)
    return (await askHostOf(ctx, guest, (agent, name) => agent.explainSlow(name, span))).cause
  } catch (error) {
    ctx.logger.error('hit.worst', { guest: guest.id }, error)
    return null
  }
}

type Worst = { guest: PlacedGuest; sum: Omit<GuestHits, 'cause' | 'customerName'> }

/** Few of a host's guests have hits, so these come first. */
async function worstOn(ctx: ServiceContext, hub: HostHub): Promise<Worst[]> {
  if (!hub.picture.reachable) return []
  const hits = await readHits(hub.agent, spanOf(ctx, 'day')).catch((error) => {
    ctx.logger.error('hit.worst', { host: hub.hostId }, error)
    return []
  })
  const byName = Map.groupBy(hits, ({ name }): string => name)
  const where = { hostId: hub.hostId, hostName: { in: [...byName.keys()] } }
  const guests = await listPlacesInScope(ctx, where)
  return guests.map((guest) => ({ guest, sum: sumUp(guest, byName.get(guest.hostName) ?? []) }))
}

function sumUp(guest: PlacedGuest, hits: readonly Hit[]): Worst['sum'] {
  const byResource = Map.groupBy(hits, ({ resource }) => resource)
  const [most] = [...byResource]
    .map(([resource, its]) => ({ resource, count: countOf(its) }))
    .toSorted((a, b) => b.count - a.count)
  return {
    guestId: guest.id,
    guestName: guest.name,
    hits: countOf(hits),
    resource: most?.resource ?? 'cpu',
    lastAt: Math.max(...hits.map(({ at }) => at)),
  }
}

function countOf(hits: readonly Hit[]): number {
  return hits.reduce((sum, { count }) => sum + count, 0)
}
