import { OperationId } from '@vserver/core/operation/model'
import type { ServiceContext } from '../../context.ts'
import { audited } from '../audit/audited.ts'
import { hubOf } from '../host/hub-of.ts'
import { getOperationInScope, type ScopedOperation } from './in-scope.ts'
import { mirrorOperation } from './mirror.ts'
import type { OperationView } from './model.ts'
import { toOperationView } from './view.ts'

export async function cancelOperation(ctx: ServiceContext, row: ScopedOperation): Promise<OperationView> {
  const { hostId, id } = row
  await audited(ctx, { action: 'operation.cancel', subject: row.guest?.name ?? row.subject }, async () => {
    const cancelled = await hubOf(ctx, hostId).agent.cancelOperation(OperationId.parse(id))
    await mirrorOperation(ctx.db, cancelled, { hostId })
  })
  return toOperationView(await getOperationInScope(ctx, id))
}
