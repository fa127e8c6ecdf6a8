import type { Prisma } from '@vserver/db'
import type { ServiceContext } from '../../context.ts'
import { isGranted } from '../../policy.ts'
import { findEntry } from '../console/may-enter.ts'
import { type ScopedGuest, visibleGuests } from '../guest/in-scope.ts'
import type { EntryView, GrantView } from './model.ts'
import { toGrantView, WITH_GUEST } from './view.ts'

const HISTORY = 20

/** Who was let into a guest, or asked to be; the newest first. */
export async function listGrants(ctx: ServiceContext, guest: ScopedGuest): Promise<GrantView[]> {
  const rows = await ctx.db.consoleGrant.findMany({
    where: { guestId: guest.id },
    include: WITH_GUEST,
    orderBy: { createdAt: 'desc' },
    take: HISTORY,
  })
  return rows.map((row) => toGrantView(ctx, row))
}

/** Whether the viewer may enter now, or has to ask first. */
export async function readEntry(ctx: ServiceContext, guest: ScopedGuest): Promise<EntryView> {
  const entry = await findEntry(ctx, guest)
  return {
    needsGrant: entry === null || entry.grantId !== null,
    until: entry?.until?.toISOString() ?? null,
    mayEnter: entry !== null,
  }
}

/** What waits for an answer of the viewer: owners are asked by staff, staff by the others of it. */
export async function listPending(ctx: ServiceContext): Promise<GrantView[]> {
  const { viewer, now } = ctx
  const mine: Prisma.ConsoleGrantWhereInput[] = []
  if (isGranted(viewer, 'consent.give')) mine.push({ kind: 'consent', guest: visibleGuests(viewer) })
  if (isGranted(viewer, 'consent.ask')) mine.push({ kind: 'breakGlass', createdById: { not: viewer.id } })
  if (mine.length === 0) return []
  const rows = await ctx.db.consoleGrant.findMany({
    where: { state: 'asked', askedUntil: { gt: new Date(now()) }, OR: mine },
    include: WITH_GUEST,
    orderBy: { createdAt: 'asc' },
    take: HISTORY,
  })
  return rows.map((row) => toGrantView(ctx, row))
}
