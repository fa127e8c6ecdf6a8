import type { Prisma } from '@vserver/db'
import type { ServiceContext } from '../../context.ts'
import { audited } from '../audit/audited.ts'
import type { ScopedGuest } from '../guest/in-scope.ts'
import { Role } from '../me/model.ts'
import { consoleNotFound } from './end.ts'
import type { Person, ShareRequest } from './model.ts'

const PEOPLE_MAX = 100

/** Who may be let into the viewer's terminals of a guest: the people of its tenants, and staff with a grant. */
export async function listCandidates(ctx: ServiceContext, guest: ScopedGuest): Promise<Person[]> {
  const users = await ctx.db.user.findMany({
    where: { AND: [await candidates(ctx, guest), { id: { not: ctx.viewer.id } }] },
    select: { id: true, name: true, role: true },
    orderBy: { name: 'asc' },
    take: PEOPLE_MAX,
  })
  return users.map((user) => ({ ...user, role: Role.parse(user.role) }))
}

/** The owner of a terminal lets somebody read or type, or no longer; null = no longer. */
export async function shareConsole(
  ctx: ServiceContext,
  guest: ScopedGuest,
  { consoleId, userId, mode }: ShareRequest,
): Promise<void> {
  const own = { id: consoleId, guestId: guest.id, userId: ctx.viewer.id, closedAt: null }
  if ((await ctx.db.console.count({ where: own })) === 0) throw consoleNotFound(consoleId)
  if (mode === null) return unshare(ctx, guest, { consoleId, userId })
  const person = await ctx.db.user.findFirst({
    where: { AND: [await candidates(ctx, guest), { id: userId }] },
    select: { name: true },
  })
  if (!person) throw consoleNotFound(userId)
  const detail = `${mode === 'peer' ? 'types' : 'reads'}: ${person.name}`
  await audited(ctx, { action: 'console.share', subject: guest.name, guest, detail }, () =>
    ctx.db.consoleShare.upsert({
      where: { consoleId_userId: { consoleId, userId } },
      create: { consoleId, userId, mode },
      update: { mode, createdAt: new Date(), endedAt: null },
    }),
  )
}

async function unshare(
  ctx: ServiceContext,
  guest: ScopedGuest,
  where: { consoleId: string; userId: string },
): Promise<void> {
  await audited(ctx, { action: 'console.unshare', subject: guest.name, guest }, () =>
    ctx.db.consoleShare.updateMany({ where: { ...where, endedAt: null }, data: { endedAt: new Date() } }),
  )
}

async function candidates(ctx: ServiceContext, guest: ScopedGuest): Promise<Prisma.UserWhereInput> {
  const grants = await ctx.db.consoleGrant.findMany({
    where: { guestId: guest.id, state: 'granted', expiresAt: { gt: new Date(ctx.now()) } },
    select: { userId: true },
  })
  const staff = grants.flatMap(({ userId }) => userId ?? [])
  const tenants = [guest.customerId, guest.resellerId]
  return { banned: false, OR: [{ accountId: { in: tenants } }, { id: { in: staff } }] }
}
