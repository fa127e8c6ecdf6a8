import { oneGuest, own } from '../../scope.ts'
import { issueSshCode } from '../../services/ssh-key/code.ts'
import { readLogin } from '../../services/ssh-key/find-guest.ts'
import { addSshKey, listSshKeys, removeSshKey } from '../../services/ssh-key/keys.ts'
import { SshKeyRef, SshKeyRequest } from '../../services/ssh-key/model.ts'
import { procedure, router } from '../trpc.ts'

export const sshKeyRouter = router({
  list: procedure('self', own).query(({ ctx }) => listSshKeys(ctx)),
  add: procedure('self', own, { fresh: true })
    .input(SshKeyRequest)
    .mutation(({ ctx, input }) => addSshKey(ctx, input)),
  remove: procedure('self', own)
    .input(SshKeyRef)
    .mutation(({ ctx, input }) => removeSshKey(ctx, input.sshKeyId)),
})

export const sshRouter = router({
  /** Null: this panel has no SSH gateway. */
  gateway: procedure('self', own).query(({ ctx }) => ctx.ssh),
  /** What stands before the @: as short as the viewer's other guests let it be. */
  login: procedure('guest.console', oneGuest).query(({ ctx }) => readLogin(ctx, ctx.guest)),
  code: procedure('guest.console', oneGuest).mutation(({ ctx }) => issueSshCode(ctx, ctx.guest)),
})
