import { listGuests, readGuest } from '@vserver/core/guest'
import { GuestName } from '@vserver/core/guest/model'
import { GUEST_METRIC_NAMES, MetricRange, type MetricSeries } from '@vserver/core/metric/model'
import type { Sample } from '@vserver/core/sample/model'
import { z } from 'zod'
import { procedure, router } from '../trpc.ts'
import { OneGuest } from './inputs.ts'

const GuestRange = z
  .strictObject({ name: GuestName, ...MetricRange.shape })
  .refine(({ fromMs, toMs }) => fromMs < toMs, 'The range must end after it begins.')

const TopInput = z.strictObject({
  metric: z.enum(GUEST_METRIC_NAMES),
  limit: z.number().int().min(1).max(100).default(10),
})

export const sampleRouter = router({
  /** The last hour, oldest first; with `sinceMs` only what is newer. While somebody asks, it is read every two seconds. */
  history: procedure
    .input(OneGuest.extend({ sinceMs: z.number().min(0).optional() }))
    .query(async ({ ctx, input }): Promise<Sample[]> => {
      const guest = await readGuest(ctx.host, input.name)
      ctx.sampler.watch(input.name)
      return ctx.samples.since(guest, input.sinceMs ?? 0)
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

  /** Averages and maxima of up to two years, in the finest steps that are kept. */
  range: procedure.input(GuestRange).query(async ({ ctx, input }): Promise<MetricSeries> => {
    const { name, ...range } = input
    return ctx.samples.range(await readGuest(ctx.host, name), range)
  }),

  /** The same of the host. */
  hostRange: procedure
    .input(MetricRange)
    .query(({ ctx, input }): Promise<MetricSeries> => ctx.samples.hostRange(input)),

  /** The guests that use most of something now. */
  top: procedure.input(TopInput).query(({ ctx, input }): { name: string; value: number }[] => {
    const values = ctx.sampler.names().flatMap((name) => {
      const value = ctx.sampler.latest(name)?.[input.metric] ?? null
      return value === null ? [] : [{ name, value }]
    })
    return values.sort((a, b) => b.value - a.value).slice(0, input.limit)
  }),
})
