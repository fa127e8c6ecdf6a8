import { z } from 'zod'
import { oneGuest, tenant } from '../../scope.ts'
import { listHits } from '../../services/hit/list.ts'
import { listWorst } from '../../services/hit/worst.ts'
import { Range } from '../../services/sample/model.ts'
import { procedure, router } from '../trpc.ts'

export const hitRouter = router({
  list: procedure('guest.read', oneGuest)
    .input(z.object({ range: Range }))
    .query(({ ctx, input }) => listHits(ctx, ctx.guest, input.range)),
  worst: procedure('guest.read', tenant).query(({ ctx }) => listWorst(ctx)),
})
