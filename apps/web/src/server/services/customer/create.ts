import { VserverError } from '@vserver/core/errors'
import type { Transaction } from '@vserver/db'
import { t } from '@/language/t.ts'
import type { ServiceContext } from '../../context.ts'
import { createUser, oneTimePassword } from '../account/new-user.ts'
import { serialisable } from '../allowance/serialisable.ts'
import { readTerms } from '../allowance/terms.ts'
import { audited } from '../audit/audited.ts'
import { ownAccount } from '../guest/in-scope.ts'
import { deliverInvitation, draftInvitation } from '../team/invite.ts'
import type { CreateCustomerRequest, NewCustomer } from './model.ts'

export function createCustomer(
  ctx: ServiceContext,
  { name, email, access }: CreateCustomerRequest,
): Promise<NewCustomer> {
  const parentId = ownAccount(ctx.viewer)
  const account = { kind: 'customer', name, email, parentId } as const
  return audited(ctx, { action: 'customer.create', subject: name, detail: email }, async () => {
    if (access === 'invitation') return createInvited(ctx, account)
    const password = await oneTimePassword()
    const id = await serialisable(ctx.db, async (tx) => {
      await requireRoom(tx, parentId)
      const { id: accountId } = await tx.account.create({ data: account })
      await createUser(tx, { name, email, role: 'customer', accountId }, password)
      return accountId
    })
    return { id, email, oneTimePassword: password.plain, invitation: null }
  })
}

type NewAccount = { kind: 'customer'; name: string; email: string; parentId: string }

async function createInvited(ctx: ServiceContext, account: NewAccount): Promise<NewCustomer> {
  const { email, kind: rank, parentId } = account
  const { id, draft } = await serialisable(ctx.db, async (tx) => {
    await requireRoom(tx, parentId)
    const { id: accountId } = await tx.account.create({ data: account })
    const terms = { email, rank, accountId, accountRoleId: null, guestIds: [] }
    return { id: accountId, draft: await draftInvitation(ctx, tx, terms) }
  })
  return { id, email, oneTimePassword: null, invitation: await deliverInvitation(ctx, draft) }
}

async function requireRoom(tx: Transaction, parentId: string): Promise<void> {
  const { customers } = await readTerms(tx, parentId)
  const present = { parentId, deletedAt: null }
  if (customers === null || (await tx.account.count({ where: present })) < customers) return
  throw new VserverError('ALLOWANCE_EXCEEDED', `The reseller has its ${customers} customers.`, {
    subject: 'customers',
    hint: t(
      'Your pool allows {customers, plural, one {# customer} other {# customers}}; delete one, or ask for more.',
      { customers },
    ),
  })
}
