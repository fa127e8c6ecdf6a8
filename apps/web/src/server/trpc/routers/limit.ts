import { LimitChange } from '@vserver/core/limit/model'
import { z } from 'zod'
import { oneGuest } from '../../scope.ts'
import { getLimit } from '../../services/limit/get.ts'
import { setLimit } from '../../services/limit/set.ts'
import { procedure, router } from '../trpc.ts'

export const limitRouter = router({
  get: procedure('guest.read', oneGuest).query(({ ctx }) => getLimit(ctx, ctx.guest)),
  set: procedure('limit.set', oneGuest)
    .input(z.object({ change: LimitChange }))
    .mutation(({ ctx, input }) => setLimit(ctx, ctx.guest, input.change)),
})
