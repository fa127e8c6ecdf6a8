import { delivered, monthsOf } from '@vserver/core/availability'
import type { Delivered, MonthAvailability, StateChange } from '@vserver/core/availability/model'
import { readGuest } from '@vserver/core/guest'
import { cpusOf } from '@vserver/core/slow'
import { z } from 'zod'
import { procedure, router } from '../trpc.ts'
import { OneGuest, timeRange } from './inputs.ts'

const MONTHS_MAX = 24
const CHANGES_MAX = 1000
/** Enough for the hours of a month. */
const POINTS = 800

const DeliveredInput = z
  .strictObject({ ...OneGuest.shape, ...timeRange })
  .refine(({ fromMs, toMs }) => fromMs < toMs, 'The range must end after it begins.')

export const availabilityRouter = router({
  /** The last changes and months, both the oldest first. */
  get: procedure
    .input(OneGuest.extend({ months: z.number().int().min(1).max(MONTHS_MAX).default(12) }))
    .query(async ({ ctx, input }): Promise<{ changes: StateChange[]; months: MonthAvailability[] }> => {
      const guest = await ctx.storedGuests.idOf(await readGuest(ctx.host, input.name))
      const changes = guest === null ? [] : await ctx.stateChanges.list(guest)
      const months = monthsOf(changes, { nowMs: ctx.host.now(), months: input.months })
      return { changes: changes.slice(-CHANGES_MAX), months }
    }),

  /** What its limits sold against what it obtained. */
  delivered: procedure.input(DeliveredInput).query(async ({ ctx, input }): Promise<Delivered> => {
    const { name, ...range } = input
    const record = await readGuest(ctx.host, name)
    const [guest, { cpus }] = await Promise.all([
      ctx.samples.range(record, { ...range, points: POINTS }),
      ctx.host.info(),
    ])
    return delivered({ ...range, guest, limit: record.limit, cpus: cpusOf(record.limit, cpus) })
  }),
})
