import type { ServiceContext } from '../../context.ts'
import { type Paged, type PageRequest, readPage } from '../paging/model.ts'
import { countOperationsInScope, listOperationsInScope } from './in-scope.ts'
import type { OperationListRequest, OperationView } from './model.ts'
import { toOperationView } from './view.ts'

const ROWS = 50

/** The newest first: of one guest, in one state, or all. */
export async function listOperations(
  ctx: ServiceContext,
  { guestId, state, rows = ROWS }: OperationListRequest = {},
): Promise<OperationView[]> {
  const where = { ...(guestId ? { guestId } : {}), ...(state ? { state } : {}) }
  const found = await listOperationsInScope(ctx, { where, take: rows })
  return found.map(toOperationView)
}

/** One page of all, the newest first. */
export function pageOperations(
  ctx: ServiceContext,
  request: Omit<PageRequest, 'query'> = {},
): Promise<Paged<OperationView>> {
  return readPage(request, {
    count: () => countOperationsInScope(ctx),
    read: async (part) => (await listOperationsInScope(ctx, part)).map(toOperationView),
  })
}
