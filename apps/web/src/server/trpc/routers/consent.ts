import { oneGuest, tenant } from '../../scope.ts'
import { answerBreakGlass, askBreakGlass, askConsent, giveBack } from '../../services/consent/ask.ts'
import { answerConsent, giveConsent, withdrawConsent } from '../../services/consent/give.ts'
import { listGrants, listPending, readEntry } from '../../services/consent/list.ts'
import {
  AnswerRequest,
  AskRequest,
  BreakGlassRequest,
  GiveRequest,
  GrantRef,
} from '../../services/consent/model.ts'
import { procedure, router } from '../trpc.ts'

/** Who of the staff may enter a guest. */
export const consentRouter = router({
  list: procedure('guest.read', oneGuest).query(({ ctx }) => listGrants(ctx, ctx.guest)),
  entry: procedure('guest.read', oneGuest).query(({ ctx }) => readEntry(ctx, ctx.guest)),
  pending: procedure('guest.read', tenant).query(({ ctx }) => listPending(ctx)),
  give: procedure('consent.give', oneGuest)
    .input(GiveRequest)
    .mutation(({ ctx, input }) => giveConsent(ctx, ctx.guest, input)),
  answer: procedure('consent.give', oneGuest)
    .input(AnswerRequest)
    .mutation(({ ctx, input }) => answerConsent(ctx, ctx.guest, input)),
  withdraw: procedure('consent.give', oneGuest)
    .input(GrantRef)
    .mutation(({ ctx, input }) => withdrawConsent(ctx, ctx.guest, input.grantId)),
  ask: procedure('consent.ask', oneGuest)
    .input(AskRequest)
    .mutation(({ ctx, input }) => askConsent(ctx, ctx.guest, input)),
  giveBack: procedure('consent.ask', oneGuest)
    .input(GrantRef)
    .mutation(({ ctx, input }) => giveBack(ctx, ctx.guest, input.grantId)),
  askBreakGlass: procedure('consent.ask', oneGuest)
    .input(BreakGlassRequest)
    .mutation(({ ctx, input }) => askBreakGlass(ctx, ctx.guest, input)),
  answerBreakGlass: procedure('consent.ask', oneGuest, { fresh: true })
    .input(AnswerRequest)
    .mutation(({ ctx, input }) => answerBreakGlass(ctx, ctx.guest, input)),
})
