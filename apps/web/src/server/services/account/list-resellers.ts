import type { Prisma } from '@vserver/db'
import type { ServiceContext } from '../../context.ts'
import { readPools } from '../allowance/pool.ts'
import { toTerms } from '../allowance/terms.ts'
import { likeText } from '../like-text.ts'
import { type Paged, type PageRequest, readPage } from '../paging/model.ts'
import type { ResellerView } from './model.ts'

const WITH_COUNTS = {
  poolTerms: true,
  _count: {
    select: {
      customers: { where: { deletedAt: null } },
      soldGuests: { where: { life: { not: 'deleted' } } },
      users: { where: { banned: false } },
    },
  },
} satisfies Prisma.AccountInclude

const RESELLERS = { kind: 'reseller' } satisfies Prisma.AccountWhereInput

/** All of them, to choose from. */
export function listResellers({ db }: ServiceContext): Promise<ResellerView[]> {
  return readResellers(db, RESELLERS)
}

/** One page of them, by name: all, or those whose name or e-mail address contains the query. */
export function searchResellers(
  { db }: ServiceContext,
  request: PageRequest = {},
): Promise<Paged<ResellerView>> {
  const where = { AND: [RESELLERS, request.query ? matching(request.query) : {}] }
  return readPage(request, {
    count: () => db.account.count({ where }),
    read: (part) => readResellers(db, where, part),
  })
}

function matching(query: string): Prisma.AccountWhereInput {
  const contains = { contains: likeText(query), mode: 'insensitive' } as const
  return { OR: [{ name: contains }, { email: contains }, { users: { some: { email: contains } } }] }
}

async function readResellers(
  db: ServiceContext['db'],
  where: Prisma.AccountWhereInput,
  part: { skip?: number; take?: number } = {},
): Promise<ResellerView[]> {
  const orderBy = [{ name: 'asc' }, { id: 'asc' }] satisfies Prisma.AccountOrderByWithRelationInput[]
  const rows = await db.account.findMany({ where, orderBy, include: WITH_COUNTS, ...part })
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
