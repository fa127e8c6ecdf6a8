import { t } from '@/language/t.ts'
import type { ServiceContext } from '../../context.ts'
import { listActs } from '../audit/list.ts'
import type { ScopedGuest } from '../guest/in-scope.ts'
import { Role } from '../me/model.ts'
import { toOperationView } from '../operation/view.ts'
import type { TimelineEntry, TimelineKind } from './model.ts'

/** What is earlier than a moment, the newest first, and at most so many. */
export type Slice = { before: Date; take: number; kinds: ReadonlySet<TimelineKind> }

const NOT_TOLD = ['console.ticket', 'bootLog.close']

/** What people did, as the audit has it; consoles are told as sessions instead. */
export async function actsOf(
  ctx: ServiceContext,
  guest: ScopedGuest,
  slice: Slice,
): Promise<TimelineEntry[]> {
  const { kinds, before, take } = slice
  if (!kinds.has('act') && !kinds.has('limit')) return []
  const rows = await listActs(ctx, {
    where: {
      guestId: guest.id,
      at: { lt: before },
      AND: [
        { action: { notIn: NOT_TOLD } },
        { NOT: { action: { startsWith: 'console.' } } },
        ...(kinds.has('act') ? [] : [{ action: 'limit.set' }]),
        ...(kinds.has('limit') ? [] : [{ NOT: { action: 'limit.set' } }]),
      ],
    },
    take,
  })
  return rows.map((act) => ({
    id: `act-${act.id}`,
    at: Date.parse(act.at),
    kind: act.action === 'limit.set' ? 'limit' : 'act',
    act,
  }))
}

/** An operation that an act began is told as the act, which has its outcome, unless only operations are asked for. */
export async function operationsOf(
  { db }: ServiceContext,
  guest: ScopedGuest,
  { kinds, before, take }: Slice,
): Promise<TimelineEntry[]> {
  if (!kinds.has('operation')) return []
  const rows = await db.operation.findMany({
    where: { guestId: guest.id, startedAt: { lt: before }, ...(kinds.has('act') ? { auditId: null } : {}) },
    include: { guest: { select: { id: true, name: true, hostName: true } } },
    orderBy: { startedAt: 'desc' },
    take,
  })
  return rows.map((row) => ({
    id: `operation-${row.id}`,
    at: row.startedAt.getTime(),
    kind: 'operation',
    operation: toOperationView(row),
  }))
}

/** Who had a terminal in it, and how long. */
export async function consolesOf(
  { db }: ServiceContext,
  guest: ScopedGuest,
  { kinds, before, take }: Slice,
): Promise<TimelineEntry[]> {
  if (!kinds.has('console')) return []
  const rows = await db.console.findMany({
    where: { guestId: guest.id, openedAt: { lt: before } },
    orderBy: { openedAt: 'desc' },
    take,
  })
  const users = await db.user.findMany({
    where: { id: { in: [...new Set(rows.map(({ userId }) => userId))] } },
    select: { id: true, name: true, role: true },
  })
  const byId = new Map(users.map((user) => [user.id, user]))
  return rows.map((row) => {
    const user = byId.get(row.userId)
    return {
      id: `console-${row.id}`,
      at: row.openedAt.getTime(),
      kind: 'console',
      console: {
        userName: user?.name ?? t('Somebody who is gone'),
        role: user ? Role.parse(user.role) : null,
        closedAt: row.closedAt?.toISOString() ?? null,
      },
    }
  })
}
