import { tracked } from '@trpc/server'
import type { HelperEvent } from '@vserver/core/event/model'
import { readGuest } from '@vserver/core/guest'
import { GuestName } from '@vserver/core/guest/model'
import { z } from 'zod'
import { concerns } from '../events/concerns.ts'
import { procedure, router } from '../trpc.ts'
import { OneGuest } from './inputs.ts'

const SubscribeInput = z.strictObject({
  /** Only what concerns these guests; absent = everything. */
  guests: z.array(GuestName).max(10_000).optional(),
  /** The id of the last event the listener has; absent = from now on. */
  lastEventId: z.string().max(64).nullish(),
})

const HISTORY_MAX = 1000

export const eventRouter = router({
  /** The last helper events of a guest, oldest first. */
  helper: procedure
    .input(OneGuest.extend({ last: z.number().int().min(1).max(HISTORY_MAX).default(100) }))
    .query(async ({ ctx, input }): Promise<HelperEvent[]> => {
      await readGuest(ctx.host, input.name)
      return (await ctx.host.helpers.read(input.name, 0)).slice(-input.last)
    }),

  subscribe: procedure.input(SubscribeInput).subscription(async function* ({ ctx, input, signal }) {
    const guests = input.guests === undefined ? null : new Set<string>(input.guests)
    const until = signal ?? new AbortController().signal
    for await (const { id, event } of ctx.events.subscribe(input.lastEventId ?? undefined, until)) {
      if (concerns(event, guests)) yield tracked(id, event)
    }
  }),
})
