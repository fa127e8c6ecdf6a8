import { LimitChange } from '@vserver/core/limit/model'
import { z } from 'zod'
import { oneGuest, tenant } from '../../scope.ts'
import { getLimit, getLimitUse, listMissingLimits } from '../../services/limit/get.ts'
import { setLimit } from '../../services/limit/set.ts'
import { procedure, router } from '../trpc.ts'

export const limitRouter = router({
  get: procedure('guest.read', oneGuest).query(({ ctx }) => getLimit(ctx, ctx.guest)),
  use: procedure('guest.read', oneGuest).query(({ ctx }) => getLimitUse(ctx, ctx.guest)),
  missing: procedure('plan.create', tenant).query(({ ctx }) => listMissingLimits(ctx)),
  set: procedure('limit.set', oneGuest)
    .input(z.object({ change: LimitChange }))
    .mutation(({ ctx, input }) => setLimit(ctx, ctx.guest, input.change)),
})
