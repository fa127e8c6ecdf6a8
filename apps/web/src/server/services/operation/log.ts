import { OperationId } from '@vserver/core/operation/model'
import type { ServiceContext } from '../../context.ts'
import { forReader } from '../guest/panel-words.ts'
import { hubOf } from '../host/hub-of.ts'
import type { ScopedOperation } from './in-scope.ts'

export async function readOperationLog(ctx: ServiceContext, operation: ScopedOperation): Promise<string[]> {
  const { hostId, id, guest } = operation
  const lines = await hubOf(ctx, hostId).agent.readOperationLog(OperationId.parse(id))
  return lines.map((line) => forReader(line, guest))
}
