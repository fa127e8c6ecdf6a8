import { VserverError } from '@vserver/core/errors'
import type { Prisma } from '@vserver/db'
import { msg } from '@/language/t.ts'
import type { Panel, ServiceContext } from '../../context.ts'
import { audited } from '../audit/audited.ts'
import type { SessionView } from './model.ts'

export async function listSessions({ db, viewer }: ServiceContext): Promise<SessionView[]> {
  const rows = await db.session.findMany({
    where: { userId: viewer.id, expiresAt: { gt: new Date() } },
    orderBy: { updatedAt: 'desc' },
  })
  return rows.map((row) => ({
    id: row.id,
    createdAt: row.createdAt.toISOString(),
    lastSeenAt: row.updatedAt.toISOString(),
    ip: row.ipAddress,
    userAgent: row.userAgent,
    current: row.id === viewer.sessionId,
  }))
}

export async function revokeSession(ctx: ServiceContext, sessionId: string): Promise<{ revoked: number }> {
  const revoked = await audited(ctx, { action: 'session.revoke', subject: ctx.viewer.email }, () =>
    endSessions(ctx, { userId: ctx.viewer.id, id: sessionId }),
  )
  if (revoked === 0)
    throw new VserverError('NOT_FOUND', 'There is no such session of this user.', {
      hint: msg('It has ended already; read the list again.'),
    })
  return { revoked }
}

export async function revokeOtherSessions(ctx: ServiceContext): Promise<{ revoked: number }> {
  const { id, sessionId, email } = ctx.viewer
  const revoked = await audited(ctx, { action: 'session.revokeOthers', subject: email }, () =>
    endSessions(ctx, { userId: id, id: { not: sessionId } }),
  )
  return { revoked }
}

/** Ends sign-ins, and with them their consoles. */
export async function endSessions(
  ctx: Pick<Panel, 'db' | 'consoles'>,
  where: Prisma.SessionWhereInput,
): Promise<number> {
  const rows = await ctx.db.session.findMany({ where, select: { id: true } })
  const ids = rows.map(({ id }) => id)
  await ctx.db.session.deleteMany({ where: { id: { in: ids } } })
  for (const id of ids) ctx.consoles.revoke(id)
  return ids.length
}
