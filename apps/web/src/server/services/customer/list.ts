import type { ServiceContext } from '../../context.ts'
import { ownAccount } from '../guest/in-scope.ts'
import type { CustomerView } from './model.ts'

/** A reseller's own customers; all of them for staff. */
export async function listCustomers({ db, viewer }: ServiceContext): Promise<CustomerView[]> {
  const rows = await db.account.findMany({
    where: {
      kind: 'customer',
      deletedAt: null,
      ...(viewer.role === 'reseller' ? { parentId: ownAccount(viewer) } : {}),
    },
    orderBy: { name: 'asc' },
    include: {
      _count: {
        select: {
          ownedGuests: { where: { life: { not: 'deleted' } } },
          users: { where: { banned: false } },
        },
      },
    },
  })
  return rows.map(({ id, name, email, createdAt, _count }) => ({
    id,
    name,
    email,
    guests: _count.ownedGuests,
    users: _count.users,
    createdAt: createdAt.toISOString(),
  }))
}
