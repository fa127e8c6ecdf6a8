import { own } from '../../scope.ts'
import { proofChallenge } from '../../services/me/prove.ts'
import { askForKey } from '../../services/passkey/check.ts'
import { AddPasskeyRequest, PasskeyRef } from '../../services/passkey/model.ts'
import { addPasskey, beginPasskey, listPasskeys, removePasskey } from '../../services/passkey/passkeys.ts'
import { procedure, router } from '../trpc.ts'

const fresh = procedure('self', own, { fresh: true })

export const passkeyRouter = router({
  list: procedure('self', own).query(({ ctx }) => listPasskeys(ctx)),
  begin: fresh.mutation(({ ctx }) => beginPasskey(ctx)),
  add: fresh.input(AddPasskeyRequest).mutation(({ ctx, input }) => addPasskey(ctx, input)),
  remove: fresh.input(PasskeyRef).mutation(({ ctx, input }) => removePasskey(ctx, input.passkeyId)),
  /** For `me.prove` by passkey. */
  ask: procedure('self', own).mutation(({ ctx }) => askForKey(ctx.db, proofChallenge(ctx))),
})
