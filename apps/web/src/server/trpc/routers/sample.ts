import { z } from 'zod'
import { oneGuest } from '../../scope.ts'
import { getHistory } from '../../services/sample/history.ts'
import { SampleRangeRequest } from '../../services/sample/model.ts'
import { getRange } from '../../services/sample/range.ts'
import { procedure, router } from '../trpc.ts'

export const sampleRouter = router({
  history: procedure('guest.read', oneGuest)
    .input(z.object({ sinceMs: z.number().int().min(0).optional() }))
    .query(({ ctx, input }) => getHistory(ctx, ctx.guest, input.sinceMs)),
  range: procedure('guest.read', oneGuest)
    .input(SampleRangeRequest)
    .query(({ ctx, input }) => getRange(ctx, ctx.guest, input)),
})
