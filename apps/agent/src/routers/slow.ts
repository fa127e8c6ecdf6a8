import { readGuest } from '@vserver/core/guest'
import { cpusOf, explain } from '@vserver/core/slow'
import type { Verdict } from '@vserver/core/slow/model'
import { z } from 'zod'
import { procedure, router } from '../trpc.ts'
import { OneGuest, timeRange } from './inputs.ts'

/** Points of the series: fine enough for causes that come and go, and read in some milliseconds. */
const POINTS = 720
/** The newest of a range: of more, the older ones are not told apart from none. */
const HITS_MAX = 2000

const ExplainInput = z
  .strictObject({ ...OneGuest.shape, ...timeRange })
  .refine(({ fromMs, toMs }) => fromMs < toMs, 'The range must end after it begins.')

export const slowRouter = router({
  /** Why the guest was slow in the range. */
  explain: procedure.input(ExplainInput).query(async ({ ctx, input }): Promise<Verdict> => {
    const { name, ...range } = input
    const record = await readGuest(ctx.host, name)
    const id = await ctx.storedGuests.idOf(record)
    const [guest, host, { hits }, { cpus }] = await Promise.all([
      ctx.samples.range(record, { ...range, points: POINTS }),
      ctx.samples.hostRange({ ...range, points: POINTS }),
      id === null ? { hits: [] } : ctx.hits.list({ guest: id, ...range, limit: HITS_MAX }),
      ctx.host.info(),
    ])
    return explain({ ...range, guest, host, hits, limit: record.limit, cpus: cpusOf(record.limit, cpus) })
  }),
})
