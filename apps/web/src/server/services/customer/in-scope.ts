import { VserverError } from '@vserver/core/errors'
import type { Prisma } from '@vserver/db'
import { t } from '@/language/t.ts'
import type { ServiceContext } from '../../context.ts'
import { ownAccount } from '../guest/in-scope.ts'

export type ScopedAccount = Prisma.AccountGetPayload<object>

/** A reseller's own customers; all of them for staff. */
export async function getCustomerInScope({ db, viewer }: ServiceContext, id: string): Promise<ScopedAccount> {
  const parent = viewer.role === 'admin' || viewer.role === 'support' ? {} : { parentId: ownAccount(viewer) }
  const found = await db.account.findFirst({
    where: { AND: [parent, { id, kind: 'customer', deletedAt: null }] },
  })
  if (found) return found
  throw new VserverError('NOT_FOUND', 'There is no such customer in scope.', {
    subject: id,
    hint: t('It may be gone; look for it in the list of customers.'),
  })
}
