import { IpAddress } from '@vserver/core/address/model'
import type { Prisma } from '@vserver/db'
import type { ServiceContext } from '../../context.ts'
import { likeText } from '../like-text.ts'
import { readPage } from '../paging/model.ts'
import { listedGuests, listGuestsInScope } from './in-scope.ts'
import type { GuestListRequest, GuestPage, GuestView, NamedGuest } from './model.ts'
import { toGuestView } from './view.ts'

const NAMES_MAX = 2000

/** One page of the guests in scope by name: all, those in alarm, or those that a search finds. */
export function listGuests(
  ctx: ServiceContext,
  { query, alarm = false, ...place }: GuestListRequest = {},
): Promise<GuestPage> {
  const asked = { AND: [query ? matching(query) : {}, alarm ? inAlarm(ctx) : {}] }
  return readPage(place, {
    count: () => ctx.db.guest.count({ where: { AND: [listedGuests(ctx.viewer), asked] } }),
    read: async (part) => {
      const found = await listGuestsInScope(ctx, asked, part)
      return found.map((row) => toGuestView(ctx, row))
    },
  })
}

/** Those that can still be taken out again, the first to go first. */
export async function listBin(ctx: ServiceContext): Promise<GuestView[]> {
  const rows = await listGuestsInScope(ctx, {}, { bin: true })
  return rows.map((row) => toGuestView(ctx, row))
}

/** What a field offers to choose from. */
export function listNames({ db, viewer }: ServiceContext): Promise<NamedGuest[]> {
  return db.guest.findMany({
    where: listedGuests(viewer),
    select: { id: true, name: true },
    orderBy: { name: 'asc' },
    take: NAMES_MAX,
  })
}

/** Failed, or on a host that does not answer. */
function inAlarm({ hosts }: ServiceContext): Prisma.GuestWhereInput {
  const perHost = [...hosts].map(([hostId, { picture }]) => {
    if (!picture.reachable) return { hostId }
    const failed = [...picture.guests.values()].filter(({ state }) => state === 'failed')
    return { hostId, hostName: { in: failed.map(({ name }): string => name) } }
  })
  return { OR: perHost }
}

/** Those whose name, host name, id or customer contains the query, or whose address it is. */
function matching(query: string): Prisma.GuestWhereInput {
  const address = IpAddress.safeParse(query).data
  const contains = { contains: likeText(query), mode: 'insensitive' } as const
  return {
    OR: [
      { id: query },
      { name: contains },
      { hostname: contains },
      { hostName: contains },
      ...(address ? [{ addresses: { some: { address, state: 'assigned' as const } } }] : []),
      { customer: { name: contains } },
      { customer: { email: contains } },
      { customer: { users: { some: { email: contains } } } },
    ],
  }
}
