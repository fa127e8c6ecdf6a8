import { BulkAsk, BulkPermitId } from '@vserver/core/bulk/model'
import { z } from 'zod'
import { oneHost } from '../../scope.ts'
import { askBulk, listBulk, withdrawBulk } from '../../services/bulk/bulk.ts'
import { procedure, router } from '../trpc.ts'

export const bulkRouter = router({
  list: procedure('bulk.manage', oneHost).query(({ ctx }) => listBulk(ctx, ctx.host)),
  ask: procedure('bulk.manage', oneHost, { fresh: true })
    .input(z.object({ ask: BulkAsk }))
    .mutation(({ ctx, input }) => askBulk(ctx, ctx.host, input.ask)),
  withdraw: procedure('bulk.manage', oneHost)
    .input(z.object({ id: BulkPermitId }))
    .mutation(({ ctx, input }) => withdrawBulk(ctx, ctx.host, input.id)),
})
