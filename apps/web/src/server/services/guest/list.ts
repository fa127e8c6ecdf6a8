import { IpAddress } from '@vserver/core/address/model'
import type { Prisma } from '@vserver/db'
import type { ServiceContext } from '../../context.ts'
import { listGuestsInScope } from './in-scope.ts'
import type { GuestView } from './model.ts'
import { toGuestView } from './view.ts'

/** All guests in scope, or those whose name, host name, id or customer contains the query, or whose address it is. */
export async function listGuests(ctx: ServiceContext, query?: string): Promise<GuestView[]> {
  const rows = await listGuestsInScope(ctx, query ? matching(query) : {})
  return rows.map((row) => toGuestView(ctx, row))
}

/** Those that can still be taken out again, the first to go first. */
export async function listBin(ctx: ServiceContext): Promise<GuestView[]> {
  const rows = await listGuestsInScope(ctx, {}, 'only')
  return rows.map((row) => toGuestView(ctx, row))
}

function matching(query: string): Prisma.GuestWhereInput {
  const address = IpAddress.safeParse(query).data
  const contains = { contains: query, mode: 'insensitive' } as const
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
