import type { Prisma } from '@vserver/db'
import type { ServiceContext, Viewer } from '../../context.ts'
import { getGuestInScope, ownAccount } from '../guest/in-scope.ts'
import { likeText } from '../like-text.ts'
import { type Paged, type PageRequest, readPage } from '../paging/model.ts'
import type { AuditListRequest, AuditOutcome, AuditView } from './model.ts'

const ROWS = 200

/** Newest first. Of one guest, of the viewer, of one kind, or of everything the viewer may see. */
export async function listAudit(
  ctx: ServiceContext,
  { guestId, own, action, rows = ROWS }: AuditListRequest = {},
): Promise<AuditView[]> {
  if (guestId) await getGuestInScope(ctx, guestId)
  const of = { ...(guestId ? { guestId } : {}), ...(action ? { action } : {}) }
  return listActs(ctx, { where: own ? { ...of, userId: ctx.viewer.id } : of, take: rows })
}

/** One page of all, the newest first, or of those that have the query in what a person reads of them. */
export function searchAudit(ctx: ServiceContext, request: PageRequest = {}): Promise<Paged<AuditView>> {
  const where = request.query ? matching(request.query) : {}
  return readPage(request, {
    count: async () => ctx.db.auditRow.count({ where: await inScope(ctx, where) }),
    read: (part) => listActs(ctx, { where, ...part }),
  })
}

function matching(query: string): Prisma.AuditRowWhereInput {
  const contains = { contains: likeText(query), mode: 'insensitive' } as const
  return {
    OR: [
      ...[{ userName: contains }, { asUserName: contains }, { action: contains }, { subject: contains }],
      ...[{ detail: contains }, { outcomeDetail: contains }],
    ],
  }
}

async function inScope(ctx: ServiceContext, where: Prisma.AuditRowWhereInput) {
  return { AND: [where, visibleRows(ctx.viewer), await grantedRows(ctx)] }
}

type Acts = { where: Prisma.AuditRowWhereInput; skip?: number; take: number }

/** Newest first, of those the viewer may see. */
export async function listActs(ctx: ServiceContext, { where, ...part }: Acts): Promise<AuditView[]> {
  const rows = await ctx.db.auditRow.findMany({
    where: await inScope(ctx, where),
    orderBy: [{ at: 'desc' }, { id: 'asc' }],
    ...part,
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
