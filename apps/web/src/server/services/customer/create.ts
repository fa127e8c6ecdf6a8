import { VserverError } from '@vserver/core/errors'
import type { Transaction } from '@vserver/db'
import type { ServiceContext } from '../../context.ts'
import { createUser, oneTimePassword } from '../account/new-user.ts'
import { serialisable } from '../allowance/serialisable.ts'
import { readTerms } from '../allowance/terms.ts'
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
    const id = await serialisable(ctx.db, async (tx) => {
      await requireRoom(tx, parentId)
      const account = await tx.account.create({ data: { kind: 'customer', name, email, parentId } })
      await createUser(tx, { name, email, role: 'customer', accountId: account.id }, password)
      return account.id
    })
    return { id, email, oneTimePassword: password.plain }
  })
}

async function requireRoom(tx: Transaction, parentId: string): Promise<void> {
  const { customers } = await readTerms(tx, parentId)
  if (customers === null || (await tx.account.count({ where: { parentId } })) < customers) return
  throw new VserverError('ALLOWANCE_EXCEEDED', `The reseller has its ${customers} customers.`, {
    subject: 'customers',
    hint: `Your pool allows ${customers} customers; delete one, or ask for more.`,
  })
}
