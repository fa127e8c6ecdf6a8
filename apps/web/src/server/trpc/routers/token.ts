import { own } from '../../scope.ts'
import { CreateTokenRequest, TokenRef } from '../../services/token/model.ts'
import {
  createToken,
  listChoices,
  listTokens,
  revokeToken,
  rotateToken,
} from '../../services/token/tokens.ts'
import { procedure, router } from '../trpc.ts'

const fresh = procedure('self', own, { fresh: true })

export const tokenRouter = router({
  list: procedure('self', own).query(({ ctx }) => listTokens(ctx)),
  choices: procedure('self', own).query(({ ctx }) => listChoices(ctx)),
  create: fresh.input(CreateTokenRequest).mutation(({ ctx, input }) => createToken(ctx, input)),
  rotate: fresh.input(TokenRef).mutation(({ ctx, input }) => rotateToken(ctx, input.tokenId)),
  revoke: procedure('self', own)
    .input(TokenRef)
    .mutation(({ ctx, input }) => revokeToken(ctx, input.tokenId)),
})
