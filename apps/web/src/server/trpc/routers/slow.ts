import { z } from 'zod'
import { oneGuest } from '../../scope.ts'
import { Range } from '../../services/sample/model.ts'
import { explainSlow } from '../../services/slow/explain.ts'
import { procedure, router } from '../trpc.ts'

export const slowRouter = router({
  explain: procedure('guest.read', oneGuest)
    .input(z.object({ range: Range }))
    .query(({ ctx, input }) => explainSlow(ctx, ctx.guest, input.range)),
})
