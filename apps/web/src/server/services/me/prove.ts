import type { ServiceContext } from '../../context.ts'
import { audited } from '../audit/audited.ts'
import { checkPassword } from './check-password.ts'
import type { ProofRequest } from './model.ts'

/** Proves anew who sits at this sign-in, so that dangerous acts are open to it for a while. */
export function prove(ctx: ServiceContext, request: ProofRequest): Promise<{ proved: true }> {
  const { email, sessionId } = ctx.viewer
  return audited(ctx, { action: 'session.prove', subject: email, detail: request.kind }, async () => {
    await checkPassword(ctx, request.password)
    await ctx.db.session.update({ where: { id: sessionId }, data: { provedAt: new Date(ctx.now()) } })
    return { proved: true }
  })
}
