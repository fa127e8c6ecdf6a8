import type { ServiceContext } from '../../context.ts'
import { hubOf } from './hub-of.ts'
import type { HostRef } from './in-scope.ts'
import type { TopGuest, TopMetric } from './model.ts'

const SHOWN = 8

/** The guests of a host that use most of one thing now. */
export async function listTop(
  ctx: ServiceContext,
  host: HostRef,
  { metric }: { metric: TopMetric },
): Promise<TopGuest[]> {
  const top = await hubOf(ctx, host.id).agent.topGuests({ metric, limit: SHOWN })
  return nameGuests(
    ctx,
    host.id,
    top.filter(({ value }) => value > 0),
  )
}

type OnHost = { name: string; value: number }

/** The same by the names that tenants use. */
export async function nameGuests(
  { db }: ServiceContext,
  hostId: string,
  top: readonly OnHost[],
): Promise<TopGuest[]> {
  const rows = await db.guest.findMany({
    where: { hostId, hostName: { in: top.map(({ name }) => name) } },
    select: { id: true, name: true, hostName: true, customer: { select: { name: true } } },
  })
  const byName = new Map(rows.map((row) => [row.hostName, row]))
  return top.map(({ name, value }) => {
    const row = byName.get(name)
    return {
      guestId: row?.id ?? null,
      name: row?.name ?? name,
      customerName: row?.customer.name ?? null,
      value,
    }
  })
}
