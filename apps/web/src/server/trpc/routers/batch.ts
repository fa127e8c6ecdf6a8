import { oneBatch, tenant } from '../../scope.ts'
import { cancelBatch } from '../../services/batch/cancel.ts'
import { BatchRequest } from '../../services/batch/model.ts'
import { startBatch } from '../../services/batch/start.ts'
import { listBatches, toBatchView } from '../../services/batch/view.ts'
import { procedure, router } from '../trpc.ts'

export const batchRouter = router({
  list: procedure('batch.run', tenant).query(({ ctx }) => listBatches(ctx)),
  get: procedure('batch.run', oneBatch).query(({ ctx }) => toBatchView(ctx.batch)),
  start: procedure('batch.run', tenant)
    .input(BatchRequest)
    .mutation(({ ctx, input }) => startBatch(ctx, input)),
  cancel: procedure('batch.run', oneBatch).mutation(({ ctx }) => cancelBatch(ctx, ctx.batch)),
})
