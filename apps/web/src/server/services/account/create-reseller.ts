import type { ServiceContext } from '../../context.ts'
import { ALLOWANCE_KINDS, type Allowances } from '../allowance/model.ts'
import { serialisable } from '../allowance/serialisable.ts'
import { audited } from '../audit/audited.ts'
import type { CreateResellerRequest, NewReseller } from './model.ts'
import { createUser, oneTimePassword } from './new-user.ts'

export function createReseller(
  ctx: ServiceContext,
  { name, email, allowances }: CreateResellerRequest,
): Promise<NewReseller> {
  return audited(ctx, { action: 'reseller.create', subject: name, detail: email }, async () => {
    const password = await oneTimePassword()
    const accountId = await serialisable(ctx.db, async (tx) => {
      const { id } = await tx.account.create({ data: { kind: 'reseller', name, email } })
      await createUser(tx, { name, email, role: 'reseller', accountId: id }, password)
      await tx.allowance.createMany({ data: allowanceRows(id, { runningGuests: null, ...allowances }) })
      return id
    })
    return { accountId, email, oneTimePassword: password.plain }
  })
}

export function allowanceRows(accountId: string, allowances: Allowances) {
  return ALLOWANCE_KINDS.flatMap((kind) => {
    const granted = allowances[kind]
    if (granted === undefined) return []
    return [{ accountId, kind, granted: granted === null ? null : BigInt(granted) }]
  })
}
