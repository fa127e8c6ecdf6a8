import type { Operation } from '@vserver/core/operation/model'
import type { Db } from '@vserver/db'

type Origin = { hostId: string; user?: { id: string; name: string }; guestId?: string }

/**
 * Writes what an operation is now. Who asked for it is known only to the request that did, so a later event
 * leaves that as it is; an event that arrives after the end never makes it run again.
 */
export async function mirrorOperation(db: Db, operation: Operation, origin: Origin): Promise<void> {
  const state = stateColumns(operation)
  const who = {
    ...(origin.user ? { userId: origin.user.id, userName: origin.user.name } : {}),
    ...(origin.guestId ? { guestId: origin.guestId } : {}),
  }
  const created = await db.operation.createMany({
    data: [{ ...identity(operation), hostId: origin.hostId, ...state, ...who }],
    skipDuplicates: true,
  })
  if (created.count > 0) return
  const same = { id: operation.id, hostId: origin.hostId }
  if (Object.keys(who).length > 0) await db.operation.updateMany({ where: same, data: who })
  const open = operation.finishedAt === null ? { finishedAt: null } : {}
  await db.operation.updateMany({ where: { ...same, ...open }, data: state })
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
