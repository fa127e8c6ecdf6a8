import { askBulkPermit, listBulkPermits, withdrawBulkPermit } from '@vserver/core/bulk'
import { BulkAsk, type BulkPermit, BulkPermitId } from '@vserver/core/bulk/model'
import { z } from 'zod'
import { procedure, router } from '../trpc.ts'

/** Permits to stop or delete many guests. There is no procedure that confirms one: root does, on the host. */
export const bulkRouter = router({
  list: procedure.query(({ ctx }): Promise<BulkPermit[]> => listBulkPermits(ctx.host)),

  ask: procedure
    .input(BulkAsk)
    .mutation(({ ctx, input }): Promise<BulkPermit> => askBulkPermit(ctx.host, input)),

  withdraw: procedure
    .input(z.strictObject({ id: BulkPermitId }))
    .mutation(({ ctx, input }): Promise<void> => withdrawBulkPermit(ctx.host, input.id)),
})
