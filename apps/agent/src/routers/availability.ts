import { monthsOf } from '@vserver/core/availability'
import type { MonthAvailability, StateChange } from '@vserver/core/availability/model'
import { readGuest } from '@vserver/core/guest'
import { z } from 'zod'
import { procedure, router } from '../trpc.ts'
import { OneGuest } from './inputs.ts'

const MONTHS_MAX = 24
const CHANGES_MAX = 1000

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
})
