import { VserverError } from '@vserver/core/errors'
import type { Prisma } from '@vserver/db'
import { t } from '@/language/t.ts'
import type { ServiceContext, Viewer } from '../../context.ts'

/** That of their importance: the one that was chosen first, then as the guest got them. */
export const ADDRESS_ORDER = [
  { firstAt: { sort: 'desc', nulls: 'last' } },
  { createdAt: 'asc' },
  { address: 'asc' },
] satisfies Prisma.AddressOrderByWithRelationInput[]

const WITH_OWNERS = {
  customer: true,
  reseller: true,
  plan: true,
  trafficMeter: true,
  suspension: true,
  addresses: {
    where: { state: 'assigned' },
    orderBy: ADDRESS_ORDER,
    select: { address: true },
  },
} satisfies Prisma.GuestInclude

/** A guest row that the viewer may touch, with its owners, its addresses and its traffic. */
export type ScopedGuest = Prisma.GuestGetPayload<{ include: typeof WITH_OWNERS }>

/** What the rights of those who are in a guest hang on, beside their own. */
const STANDING = {
  ...{ id: true, name: true, hostId: true, customerId: true, resellerId: true },
  trafficMeter: { select: { action: true } },
} satisfies Prisma.GuestSelect
export type GuestStanding = Prisma.GuestGetPayload<{ select: typeof STANDING }>

type Tenant = Pick<Viewer, 'id' | 'role' | 'accountId'>
type GuestViewer = Tenant & Pick<Viewer, 'limitedToGuests'> & Partial<Pick<Viewer, 'token'>>

/** The guests that exist for a viewer: tenants have their own, staff has all. */
export function visibleGuests(viewer: GuestViewer): Prisma.GuestWhereInput {
  const { id: userId, limitedToGuests, token } = viewer
  return {
    ...guestsOfTenant(viewer),
    ...(limitedToGuests ? { grants: { some: { userId } } } : {}),
    ...(token?.guestId ? { id: token.guestId } : {}),
  }
}

function guestsOfTenant(viewer: Tenant): Prisma.GuestWhereInput {
  switch (viewer.role) {
    case 'admin':
    case 'support':
      return {}
    case 'reseller':
      return { resellerId: ownAccount(viewer) }
    case 'customer':
      return { customerId: ownAccount(viewer) }
  }
}

export function getGuestInScope(ctx: ServiceContext, guestId: string): Promise<ScopedGuest> {
  const known = ctx.foundGuests?.get(guestId)
  if (known) return known
  const found = findGuestInScope(ctx, guestId)
  ctx.foundGuests?.set(guestId, found)
  return found
}

async function findGuestInScope(ctx: ServiceContext, guestId: string): Promise<ScopedGuest> {
  const guest = await ctx.db.guest.findFirst({ where: inScope(ctx, guestId), include: WITH_OWNERS })
  if (!guest) throw guestNotFound(guestId)
  return guest
}

/** The same for who asks again and again. */
export async function getStandingInScope(ctx: ServiceContext, guestId: string): Promise<GuestStanding> {
  const guest = await ctx.db.guest.findFirst({ where: inScope(ctx, guestId), select: STANDING })
  if (!guest) throw guestNotFound(guestId)
  return guest
}

function inScope({ viewer }: ServiceContext, id: string): Prisma.GuestWhereInput {
  return { AND: [visibleGuests(viewer), { id, life: { not: 'deleted' } }] }
}

type Part = { skip?: number; take?: number; bin?: boolean }

export function listGuestsInScope(
  ctx: ServiceContext,
  where: Prisma.GuestWhereInput = {},
  { bin = false, ...part }: Part = {},
) {
  return ctx.db.guest.findMany({
    where: { AND: [listedGuests(ctx.viewer, bin), where] },
    include: WITH_OWNERS,
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
    ...part,
  })
}

/** Where they are and whose, without what a page shows of each: there may be thousands. */
const WHERE = {
  ...{ id: true, name: true, hostId: true, hostName: true },
  ...{ planId: true, customerId: true, createdAt: true },
} satisfies Prisma.GuestSelect
export type PlacedGuest = Prisma.GuestGetPayload<{ select: typeof WHERE }>

export function listPlacesInScope(
  ctx: ServiceContext,
  where: Prisma.GuestWhereInput = {},
): Promise<PlacedGuest[]> {
  return ctx.db.guest.findMany({
    where: { AND: [listedGuests(ctx.viewer), where] },
    select: WHERE,
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
  })
}

/** Those in the bin are on a list of their own. */
export function listedGuests(viewer: GuestViewer, bin = false): Prisma.GuestWhereInput {
  return {
    AND: [visibleGuests(viewer), { life: { not: 'deleted' }, binnedAt: bin ? { not: null } : null }],
  }
}

function guestNotFound(guestId: string): VserverError {
  return new VserverError('NOT_FOUND', 'There is no such guest in scope.', {
    subject: guestId,
    hint: t('It may have been deleted; look for it in the list of guests.'),
  })
}

/** A tenant without an account must see nothing, never everything. */
export function ownAccount(viewer: Tenant): string {
  if (!viewer.accountId)
    throw new VserverError('INTERNAL', `The ${viewer.role} ${viewer.id} belongs to no account.`)
  return viewer.accountId
}
