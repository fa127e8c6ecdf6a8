import { OperationId } from '@vserver/core/operation/model'
import type { ServiceContext } from '../../context.ts'
import { hubOf } from '../host/hub-of.ts'
import { getOperationInScope, type ScopedOperation } from './in-scope.ts'
import { mirrorOperation } from './mirror.ts'
import type { OperationView } from './model.ts'
import { toOperationView } from './view.ts'

/** The mirror follows the host a moment later, so one that seems to run is asked for itself. */
export async function getOperation(ctx: ServiceContext, row: ScopedOperation): Promise<OperationView> {
  if (row.finishedAt) return toOperationView(row)
  try {
    const operation = await hubOf(ctx, row.hostId).agent.getOperation(OperationId.parse(row.id))
    await mirrorOperation(ctx.db, operation, { hostId: row.hostId })
  } catch {
    // A host that does not answer, or has forgotten it, leaves what is known.
  }
  return toOperationView(await getOperationInScope(ctx, row.id))
}
