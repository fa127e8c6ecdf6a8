import { OperationId } from '@vserver/core/operation/model'
import type { ServiceContext } from '../../context.ts'
import { hubOf } from '../host/hub-of.ts'
import type { ScopedOperation } from './in-scope.ts'

export function readOperationLog(ctx: ServiceContext, operation: ScopedOperation): Promise<string[]> {
  return hubOf(ctx, operation.hostId).agent.readOperationLog(OperationId.parse(operation.id))
}
