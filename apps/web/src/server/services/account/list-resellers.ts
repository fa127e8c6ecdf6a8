import type { ServiceContext } from '../../context.ts'
import { readPool } from '../allowance/pool.ts'
import { toTerms } from '../allowance/terms.ts'
import type { ResellerView } from './model.ts'

export async function listResellers({ db }: ServiceContext): Promise<ResellerView[]> {
  const rows = await db.account.findMany({
    where: { kind: 'reseller' },
    orderBy: { name: 'asc' },
    include: {
      poolTerms: true,
      _count: {
        select: {
          customers: { where: { deletedAt: null } },
          soldGuests: { where: { life: { not: 'deleted' } } },
          users: { where: { banned: false } },
        },
      },
    },
  })
  return Promise.all(
    rows.map(async ({ id, name, email, poolTerms, _count }) => ({
      id,
      name,
      email,
      pool: await readPool(db, id),
      terms: toTerms(poolTerms),
      customers: _count.customers,
      guests: _count.soldGuests,
      users: _count.users,
    })),
  )
}
