import { tracked } from '@trpc/server'
import { z } from 'zod'
import { oneOperation, tenant } from '../../scope.ts'
import { cancelOperation } from '../../services/operation/cancel.ts'
import { getOperation } from '../../services/operation/get.ts'
import { listOperations, pageOperations } from '../../services/operation/list.ts'
import { readOperationLog } from '../../services/operation/log.ts'
import { OperationListRequest } from '../../services/operation/model.ts'
import { watchOperation } from '../../services/operation/watch.ts'
import { PageRequest } from '../../services/paging/model.ts'
import { procedure, router } from '../trpc.ts'

const read = procedure('operation.read', oneOperation)

export const operationRouter = router({
  list: procedure('operation.read', tenant)
    .input(OperationListRequest.optional())
    .query(({ ctx, input }) => listOperations(ctx, input)),
  page: procedure('operation.read', tenant)
    .input(PageRequest.omit({ query: true }).optional())
    .query(({ ctx, input }) => pageOperations(ctx, input)),
  get: read.query(({ ctx }) => getOperation(ctx, ctx.operation)),
  log: read.query(({ ctx }) => readOperationLog(ctx, ctx.operation)),
  cancel: procedure('operation.cancel', oneOperation).mutation(({ ctx }) =>
    cancelOperation(ctx, ctx.operation),
  ),
  watch: read.input(z.object({ lastEventId: z.string().max(100).nullish() })).subscription(async function* ({
    ctx,
    signal,
  }) {
    for await (const { id, event } of watchOperation(ctx, ctx.operation, signal)) yield tracked(id, event)
  }),
})
