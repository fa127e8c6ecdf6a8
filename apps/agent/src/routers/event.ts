import { setTimeout as sleep } from 'node:timers/promises'
import { tracked } from '@trpc/server'
import { type HelperEvent, HOST_EVENT_KINDS, type HostEvent } from '@vserver/core/event/model'
import { readGuest } from '@vserver/core/guest'
import { GuestName } from '@vserver/core/guest/model'
import { z } from 'zod'
import { aboutGuests } from '../events/about.ts'
import { EVENTS_AT_ONCE } from '../events/event-ring.ts'
import { procedure, router } from '../trpc.ts'
import { OneGuest } from './inputs.ts'

const SubscribeInput = z.strictObject({
  /** Only what concerns these guests; absent = everything. */
  guests: z.array(GuestName).max(10_000).optional(),
  /** Only these and `reset`; absent = all. */
  kinds: z.array(z.enum(HOST_EVENT_KINDS)).max(HOST_EVENT_KINDS.length).optional(),
  /** The id of the last event the listener has; absent = from now on. */
  lastEventId: z.string().max(64).nullish(),
})

const HISTORY_MAX = 1000
/** A message costs much more than an event in it: after one, what happens is gathered for so long. */
const GATHER_MS = 100

export const eventRouter = router({
  /** The last helper events of a guest, oldest first. */
  helper: procedure
    .input(OneGuest.extend({ last: z.number().int().min(1).max(HISTORY_MAX).default(100) }))
    .query(async ({ ctx, input }): Promise<HelperEvent[]> => {
      await readGuest(ctx.host, input.name)
      return (await ctx.host.helpers.read(input.name, 0)).slice(-input.last)
    }),

  /** What happens, in messages of one or more events; the first after a quiet time comes at once. */
  subscribe: procedure.input(SubscribeInput).subscription(async function* ({ ctx, input, signal }) {
    const guests = input.guests === undefined ? null : new Set<string>(input.guests)
    const kinds = input.kinds === undefined ? null : new Set<string>(input.kinds)
    const until = signal ?? new AbortController().signal
    for await (const { id, events } of ctx.events.subscribe(input.lastEventId ?? undefined, until)) {
      const told = events
        .filter((event) => isAsked(event, kinds))
        .flatMap((event) => aboutGuests(event, guests))
      if (told.length === 0) continue
      yield tracked(id, told)
      if (events.length < EVENTS_AT_ONCE) await sleep(GATHER_MS, undefined, { signal: until }).catch(() => {})
    }
  }),
})

function isAsked({ kind }: HostEvent, kinds: ReadonlySet<string> | null): boolean {
  return kinds === null || kinds.has(kind) || kind === 'reset'
}
