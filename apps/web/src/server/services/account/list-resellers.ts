import type { ServiceContext } from '../../context.ts'
import { readPools } from '../allowance/pool.ts'
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
  const ids = rows.map(({ id }) => id)
  const pools = await readPools(db, ids)
  return rows.map(({ id, name, email, poolTerms, _count }) => ({
    id,
    name,
    email,
    pool: pools.get(id) ?? [],
    terms: toTerms(poolTerms),
    customers: _count.customers,
    guests: _count.soldGuests,
    users: _count.users,
  }))
}
