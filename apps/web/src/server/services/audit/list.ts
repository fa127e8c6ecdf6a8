import type { Prisma } from '@vserver/db'
import type { ServiceContext, Viewer } from '../../context.ts'
import { getGuestInScope, ownAccount } from '../guest/in-scope.ts'
import type { AuditOutcome, AuditView } from './model.ts'

const ROWS_MAX = 200

/** Newest first. Of one guest, or of everything the viewer may see. */
export async function listAudit(ctx: ServiceContext, guestId?: string): Promise<AuditView[]> {
  if (guestId) await getGuestInScope(ctx, guestId)
  return listActs(ctx, { where: guestId ? { guestId } : {}, take: ROWS_MAX })
}

type Acts = { where: Prisma.AuditRowWhereInput; take: number }

/** Newest first, of those the viewer may see. */
export async function listActs(ctx: ServiceContext, { where, take }: Acts): Promise<AuditView[]> {
  const rows = await ctx.db.auditRow.findMany({
    where: { AND: [where, visibleRows(ctx.viewer), await grantedRows(ctx)] },
    orderBy: { at: 'desc' },
    take,
  })
  const running = await findRunning(ctx, rows)
  return rows.map((row) => ({
    id: row.id,
    at: row.at.toISOString(),
    userName: namesOf(row),
    role: row.role,
    action: row.action,
    subject: row.subject,
    outcome: running.has(row.id) ? 'running' : (row.outcome as AuditOutcome | null),
    detail: row.outcomeDetail ?? row.detail,
  }))
}

/** Both names of an act that somebody did while they looked at the panel as another user. */
function namesOf({ userName, asUserName }: { userName: string; asUserName: string | null }): string {
  return asUserName === null ? userName : `${userName} as ${asUserName}`
}

/** Those of the rows whose operation has not ended. */
async function findRunning(
  { db }: ServiceContext,
  rows: { id: string; outcome: string | null }[],
): Promise<Set<string | null>> {
  const open = rows.filter(({ outcome }) => outcome === null).map(({ id }) => id)
  if (open.length === 0) return new Set()
  const where = { auditId: { in: open }, finishedAt: null }
  const operations = await db.operation.findMany({ where, select: { auditId: true } })
  return new Set(operations.map(({ auditId }) => auditId))
}

/** Who is limited to some guests sees what concerns those, and what they did themselves. */
async function grantedRows({ db, viewer }: ServiceContext): Promise<Prisma.AuditRowWhereInput> {
  if (viewer.token?.guestId) return { guestId: viewer.token.guestId }
  if (!viewer.limitedToGuests) return {}
  const grants = await db.guestGrant.findMany({ where: { userId: viewer.id }, select: { guestId: true } })
  return { OR: [{ userId: viewer.id }, { guestId: { in: grants.map(({ guestId }) => guestId) } }] }
}

/** Support sees what concerns guests and what it did itself; tenants see what concerns them, staff included. */
function visibleRows(viewer: Viewer): Prisma.AuditRowWhereInput {
  switch (viewer.role) {
    case 'admin':
      return {}
    case 'support':
      return { OR: [{ guestId: { not: null } }, { userId: viewer.id }] }
    case 'reseller':
      return { resellerId: ownAccount(viewer) }
    case 'customer':
      return { customerId: ownAccount(viewer) }
  }
}
