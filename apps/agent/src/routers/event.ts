import { tracked } from '@trpc/server'
import { GuestName } from '@vserver/core/guest/model'
import { z } from 'zod'
import { concerns } from '../events/concerns.ts'
import { procedure, router } from '../trpc.ts'

const SubscribeInput = z.strictObject({
  /** Only what concerns these guests; absent = everything. */
  guests: z.array(GuestName).max(10_000).optional(),
  /** The id of the last event the listener has; absent = from now on. */
  lastEventId: z.string().max(64).nullish(),
})

export const eventRouter = router({
  subscribe: procedure.input(SubscribeInput).subscription(async function* ({ ctx, input, signal }) {
    const guests = input.guests === undefined ? null : new Set<string>(input.guests)
    const until = signal ?? new AbortController().signal
    for await (const { id, event } of ctx.events.subscribe(input.lastEventId ?? undefined, until)) {
      if (concerns(event, guests)) yield tracked(id, event)
    }
  }),
})
