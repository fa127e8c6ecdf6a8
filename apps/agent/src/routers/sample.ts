import { listGuests, readGuest } from '@vserver/core/guest'
import type { Sample } from '@vserver/core/sample/model'
import { z } from 'zod'
import { procedure, router } from '../trpc.ts'
import { OneGuest } from './inputs.ts'

export const sampleRouter = router({
  /** The last hour, oldest first; with `sinceMs` only what is newer. */
  history: procedure
    .input(OneGuest.extend({ sinceMs: z.number().min(0).optional() }))
    .query(async ({ ctx, input }): Promise<Sample[]> => {
      await readGuest(ctx.host, input.name)
      ctx.sampler.watch(input.name)
      return ctx.samples.since(input.name, input.sinceMs ?? 0)
    }),

  /** Of every guest that runs, by name. */
  latest: procedure.query(async ({ ctx }): Promise<Record<string, Sample>> => {
    const latest: Record<string, Sample> = {}
    for (const guest of await listGuests(ctx.host)) {
      const sample = guest.state === 'running' ? ctx.sampler.latest(guest.name) : null
      if (sample !== null) latest[guest.name] = sample
    }
    return latest
  }),
})
