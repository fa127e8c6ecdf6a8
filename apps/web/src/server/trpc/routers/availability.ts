import { oneGuest } from '../../scope.ts'
import { getAvailability } from '../../services/availability/get.ts'
import { procedure, router } from '../trpc.ts'

export const availabilityRouter = router({
  get: procedure('guest.read', oneGuest).query(({ ctx }) => getAvailability(ctx, ctx.guest)),
})
