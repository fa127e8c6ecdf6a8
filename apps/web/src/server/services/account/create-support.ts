import type { ServiceContext } from '../../context.ts'
import { serialisable } from '../allowance/serialisable.ts'
import { audited } from '../audit/audited.ts'
import type { CreateSupportRequest, NewSupport } from './model.ts'
import { createUser, oneTimePassword } from './new-user.ts'

export function createSupport(
  ctx: ServiceContext,
  { name, email }: CreateSupportRequest,
): Promise<NewSupport> {
  return audited(ctx, { action: 'support.create', subject: name, detail: email }, async () => {
    const password = await oneTimePassword()
    await serialisable(ctx.db, (tx) => createUser(tx, { name, email, role: 'support' }, password))
    return { email, oneTimePassword: password.plain }
  })
}
