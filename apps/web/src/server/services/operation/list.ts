import type { ServiceContext } from '../../context.ts'
import { listOperationsInScope } from './in-scope.ts'
import type { OperationView } from './model.ts'
import { toOperationView } from './view.ts'

const ROWS_MAX = 200

/** Newest first. */
export async function listOperations(ctx: ServiceContext): Promise<OperationView[]> {
  const rows = await listOperationsInScope(ctx, ROWS_MAX)
  return rows.map(toOperationView)
}
