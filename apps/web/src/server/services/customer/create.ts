import type { ServiceContext } from '../../context.ts'
import { createUser, oneTimePassword } from '../account/new-user.ts'
import { audited } from '../audit/audited.ts'
import { ownAccount } from '../guest/in-scope.ts'
import type { CreateCustomerRequest, NewCustomer } from './model.ts'

export function createCustomer(
  ctx: ServiceContext,
  { name, email }: CreateCustomerRequest,
): Promise<NewCustomer> {
  const parentId = ownAccount(ctx.viewer)
  return audited(ctx, { action: 'customer.create', subject: name, detail: email }, async () => {
    const password = await oneTimePassword()
    const id = await ctx.db.$transaction(async (tx) => {
      const account = await tx.account.create({ data: { kind: 'customer', name, email, parentId } })
      await createUser(tx, { name, email, role: 'customer', accountId: account.id }, password)
      return account.id
    })
    return { id, email, oneTimePassword: password.plain }
  })
}
