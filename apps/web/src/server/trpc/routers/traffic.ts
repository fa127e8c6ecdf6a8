import { oneGuest } from '../../scope.ts'
import { getTraffic } from '../../services/traffic/get.ts'
import { getLiveTraffic } from '../../services/traffic/live.ts'
import { SetTrafficRequest } from '../../services/traffic/model.ts'
import { setTraffic } from '../../services/traffic/set.ts'
import { procedure, router } from '../trpc.ts'

export const trafficRouter = router({
  get: procedure('guest.read', oneGuest).query(({ ctx }) => getTraffic(ctx, ctx.guest)),
  live: procedure('guest.read', oneGuest).query(({ ctx }) => getLiveTraffic(ctx, ctx.guest)),
  set: procedure('traffic.set', oneGuest)
    .input(SetTrafficRequest)
    .mutation(({ ctx, input }) => setTraffic(ctx, ctx.guest, input.trafficBytes)),
})
