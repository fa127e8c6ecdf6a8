import type { ServiceContext } from '../../context.ts'
import { audited } from '../audit/audited.ts'
import { checkKey } from '../passkey/check.ts'
import { checkCode } from '../second-factor/check.ts'
import type { ProofRequest } from '../second-factor/model.ts'
import { checkPassword } from './check-password.ts'

/** Proves anew who sits at this sign-in, so that dangerous acts are open to it for a while. */
export function prove(ctx: ServiceContext, request: ProofRequest): Promise<{ proved: true }> {
  const { email, sessionId } = ctx.viewer
  return audited(ctx, { action: 'session.prove', subject: email, detail: request.kind }, async () => {
    await check(ctx, request)
    await ctx.db.session.update({ where: { id: sessionId }, data: { provedAt: new Date(ctx.now()) } })
    return { proved: true }
  })
}

export function proofChallenge({ viewer, origin }: ServiceContext) {
  return { challengeId: `passkey-proof ${viewer.sessionId}`, origin, userId: viewer.id }
}

async function check(ctx: ServiceContext, request: ProofRequest): Promise<void> {
  switch (request.kind) {
    case 'password':
      await checkPassword(ctx, request.password)
      return
    case 'code':
      return checkCode(ctx, ctx.viewer.id, request.code)
    case 'passkey':
      await checkKey(ctx.db, request.answer, proofChallenge(ctx))
  }
}
