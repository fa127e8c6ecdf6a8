import { readGuest } from '@vserver/core/guest'
import type { Hit } from '@vserver/core/hit/model'
import { z } from 'zod'
import { procedure, router } from '../trpc.ts'
import { OneGuest, timeRange } from './inputs.ts'

const HITS_MAX = 500

const ListInput = z.strictObject({
  /** Absent: of every guest of the host. */
  name: OneGuest.shape.name.optional(),
  ...timeRange,
  limit: z.number().int().min(1).max(HITS_MAX).default(100),
})

export const hitRouter = router({
  /** The newest first; `more` says that the range has older ones. */
  list: procedure.input(ListInput).query(async ({ ctx, input }): Promise<{ hits: Hit[]; more: boolean }> => {
    const { name, ...range } = input
    if (name === undefined) return ctx.hits.list({ guest: null, ...range })
    const guest = await ctx.storedGuests.idOf(await readGuest(ctx.host, name))
    return guest === null ? { hits: [], more: false } : ctx.hits.list({ guest, ...range })
  }),
})
