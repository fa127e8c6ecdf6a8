import { oneGuest } from '../../scope.ts'
import { TicketRequest } from '../../services/console/model.ts'
import { issueTicket } from '../../services/console/ticket.ts'
import { procedure, router } from '../trpc.ts'

export const consoleRouter = router({
  ticket: procedure('guest.console', oneGuest)
    .input(TicketRequest)
    .mutation(({ ctx, input }) => issueTicket(ctx, ctx.guest, input)),
})
