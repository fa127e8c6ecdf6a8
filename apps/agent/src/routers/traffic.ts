import { readGuest } from '@vserver/core/guest'
import type { GuestTraffic } from '@vserver/core/traffic/model'
import { procedure, router } from '../trpc.ts'
import { OneGuest } from './inputs.ts'

export const trafficRouter = router({
  /** Of every guest that was counted, since it was made. */
  list: procedure.query(({ ctx }): Promise<GuestTraffic[]> => ctx.traffic.list()),

  /** Of one; while somebody asks, it is counted every ten seconds. */
  get: procedure.input(OneGuest).query(async ({ ctx, input }): Promise<GuestTraffic | null> => {
    await readGuest(ctx.host, input.name)
    return ctx.traffic.latest(input.name)
  }),
})
