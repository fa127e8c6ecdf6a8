import { oneGuest } from '../../scope.ts'
import { endConsole } from '../../services/console/end.ts'
import { listCandidates, shareConsole } from '../../services/console/let-in.ts'
import { ConsoleRef, ShareRequest, TicketRequest } from '../../services/console/model.ts'
import { listOpenConsoles } from '../../services/console/open-list.ts'
import { issueTicket } from '../../services/console/ticket.ts'
import { procedure, router } from '../trpc.ts'

export const consoleRouter = router({
  ticket: procedure('guest.console', oneGuest)
    .input(TicketRequest)
    .mutation(({ ctx, input }) => issueTicket(ctx, ctx.guest, input)),
  /** Who is in the guest now. */
  list: procedure('guest.read', oneGuest).query(({ ctx }) => listOpenConsoles(ctx, ctx.guest)),
  people: procedure('guest.console', oneGuest).query(({ ctx }) => listCandidates(ctx, ctx.guest)),
  share: procedure('guest.console', oneGuest)
    .input(ShareRequest)
    .mutation(({ ctx, input }) => shareConsole(ctx, ctx.guest, input)),
  end: procedure('guest.console', oneGuest)
    .input(ConsoleRef)
    .mutation(({ ctx, input }) => endConsole(ctx, ctx.guest, input.consoleId)),
})
