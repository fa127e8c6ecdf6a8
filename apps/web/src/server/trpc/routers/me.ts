import { z } from 'zod'
import { own } from '../../scope.ts'
import { confirmEmail, waitingEmail, withdrawEmail } from '../../services/email-change/confirm.ts'
import { ConfirmEmailRequest } from '../../services/email-change/model.ts'
import { changePassword } from '../../services/me/change-password.ts'
import { getMe } from '../../services/me/get.ts'
import { ChangePasswordRequest, ProfileRequest } from '../../services/me/model.ts'
import { prove } from '../../services/me/prove.ts'
import { listSessions, revokeOtherSessions, revokeSession } from '../../services/me/sessions.ts'
import { updateMe } from '../../services/me/update.ts'
import { ProofRequest } from '../../services/second-factor/model.ts'
import { procedure, router } from '../trpc.ts'

const mine = procedure('self', own)

export const meRouter = router({
  get: procedure('me.read', own).query(({ ctx }) => getMe(ctx)),
  sessions: mine.query(({ ctx }) => listSessions(ctx)),
  revokeSession: mine
    .input(z.object({ sessionId: z.string().min(1).max(64) }))
    .mutation(({ ctx, input }) => revokeSession(ctx, input.sessionId)),
  revokeOtherSessions: mine.mutation(({ ctx }) => revokeOtherSessions(ctx)),
  update: procedure('self', own, { fresh: true })
    .input(ProfileRequest)
    .mutation(({ ctx, input }) => updateMe(ctx, input)),
  emailChange: mine.query(({ ctx }) => waitingEmail(ctx)),
  confirmEmail: mine.input(ConfirmEmailRequest).mutation(({ ctx, input }) => confirmEmail(ctx, input)),
  withdrawEmail: mine.mutation(({ ctx }) => withdrawEmail(ctx)),
  prove: mine.input(ProofRequest).mutation(({ ctx, input }) => prove(ctx, input)),
  changePassword: mine.input(ChangePasswordRequest).mutation(({ ctx, input }) => changePassword(ctx, input)),
})
