import { getLimit, getLimitUse, setLimit } from '@vserver/core/limit'
import { type Limit, LimitChange, type LimitUse } from '@vserver/core/limit/model'
import { procedure, router } from '../trpc.ts'
import { OneGuest } from './inputs.ts'

export const limitRouter = router({
  get: procedure.input(OneGuest).query(({ ctx, input }): Promise<Limit> => getLimit(ctx.host, input.name)),

  use: procedure
    .input(OneGuest)
    .query(({ ctx, input }): Promise<LimitUse> => getLimitUse(ctx.host, input.name)),

  set: procedure
    .input(OneGuest.extend({ change: LimitChange }))
    .mutation(async ({ ctx, input }): Promise<Limit> => {
      const release = await ctx.locks.acquire(input.name, 'limit.set')
      try {
        return await setLimit(ctx.host, input.name, input.change)
      } finally {
        release()
      }
    }),
})
