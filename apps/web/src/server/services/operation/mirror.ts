import type { Operation } from '@vserver/core/operation/model'
import type { Db } from '@vserver/db'
import type { Viewer } from '../../context.ts'

type Origin = {
  hostId: string
  user?: Pick<Viewer, 'id' | 'name' | 'behind'>
  guestId?: string
  auditId?: string
}

/**
 * Writes what an operation is now. Who asked for it is known only to the request that did, so a later event
 * leaves that as it is; an event that arrives after the end never makes it run again.
 */
export async function mirrorOperation(db: Db, operation: Operation, origin: Origin): Promise<void> {
  const state = stateColumns(operation)
  const who = {
    ...(origin.user ? whoAsked(origin.user) : {}),
    ...(origin.guestId ? { guestId: origin.guestId } : {}),
    ...(origin.auditId ? { auditId: origin.auditId } : {}),
  }
  const created = await db.operation.createMany({
    data: [{ ...identity(operation), hostId: origin.hostId, ...state, ...who }],
    skipDuplicates: true,
  })
  if (created.count === 0) {
    const same = { id: operation.id, hostId: origin.hostId }
    if (Object.keys(who).length > 0) await db.operation.updateMany({ where: same, data: who })
    const open = operation.finishedAt === null ? { finishedAt: null } : {}
    await db.operation.updateMany({ where: { ...same, ...open }, data: state })
  }
  // The end may have been mirrored before it was known who asked.
  if (operation.finishedAt || origin.auditId) await settleAudit(db, operation.id)
}

function whoAsked({ id, name, behind }: NonNullable<Origin['user']>) {
  return behind
    ? { userId: behind.id, userName: `${behind.name} as ${name}` }
    : { userId: id, userName: name }
}

/** Before an end is told, so that whoever hears of it finds it in every list too. */
export async function mirrorEnd(db: Db, operation: Operation, hostId: string): Promise<void> {
  if (operation.finishedAt) await mirrorOperation(db, operation, { hostId })
}

/** The act that began the operation went as the operation did. */
async function settleAudit(db: Db, id: string): Promise<void> {
  const row = await db.operation.findUnique({ where: { id } })
  if (!row?.auditId || !row.finishedAt) return
  const outcome = row.state === 'succeeded' ? 'succeeded' : 'failed'
  const outcomeDetail = row.state === 'cancelled' ? 'CANCELLED' : row.errorCode
  await db.auditRow.updateMany({
    where: { id: row.auditId, outcome: null },
    data: { outcome, outcomeDetail, outcomeAt: row.finishedAt },
  })
}

function identity({ id, kind, subject, startedAt, idempotencyKey }: Operation) {
  return { id, kind, subject, startedAt, idempotencyKey }
}

function stateColumns({ state, percent, step, finishedAt, error, cancellable }: Operation) {
  return {
    state,
    percent,
    step,
    finishedAt,
    cancellable,
    errorCode: error?.code ?? null,
    errorMessage: error?.message ?? null,
    errorHint: error?.hint ?? null,
  }
}
