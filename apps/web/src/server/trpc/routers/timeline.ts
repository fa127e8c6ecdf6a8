import { oneGuest } from '../../scope.ts'
import { listTimeline } from '../../services/timeline/list.ts'
import { TimelineRequest } from '../../services/timeline/model.ts'
import { procedure, router } from '../trpc.ts'

export const timelineRouter = router({
  list: procedure('guest.read', oneGuest)
    .input(TimelineRequest)
    .query(({ ctx, input }) => listTimeline(ctx, ctx.guest, input)),
})
