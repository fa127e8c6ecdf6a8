import type { ServiceContext } from '../../context.ts'
import { audited } from '../audit/audited.ts'
import { checkCode } from '../second-factor/check.ts'
import type { ProofRequest } from '../second-factor/model.ts'
import { checkPassword } from './check-password.ts'

/** Proves anew who sits at this sign-in, so that dangerous acts are open to it for a while. */
export function prove(ctx: ServiceContext, request: ProofRequest): Promise<{ proved: true }> {
  const { email, sessionId } = ctx.viewer
  return audited(ctx, { action: 'session.prove', subject: email, detail: request.kind }, async () => {
    if (request.kind === 'password') await checkPassword(ctx, request.password)
    else await checkCode(ctx, ctx.viewer.id, request.code)
    await ctx.db.session.update({ where: { id: sessionId }, data: { provedAt: new Date(ctx.now()) } })
    return { proved: true }
  })
}
