import { type Operation, OperationId } from '@vserver/core/operation/model'
import { z } from 'zod'
import { procedure, router } from '../trpc.ts'

const OneOperation = z.strictObject({ id: OperationId })

export const operationRouter = router({
  /** Newest first. */
  list: procedure.query(({ ctx }): Operation[] => ctx.operations.list()),

  get: procedure.input(OneOperation).query(({ ctx, input }): Operation => ctx.operations.get(input.id)),

  log: procedure.input(OneOperation).query(({ ctx, input }): Promise<string[]> => {
    ctx.operations.get(input.id)
    return ctx.host.operations.readLog(input.id)
  }),

  cancel: procedure
    .input(OneOperation)
    .mutation(({ ctx, input }): Operation => ctx.operations.cancel(input.id)),
})
