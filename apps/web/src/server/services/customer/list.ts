import type { Prisma } from '@vserver/db'
import type { ServiceContext, Viewer } from '../../context.ts'
import { ownAccount } from '../guest/in-scope.ts'
import { likeText } from '../like-text.ts'
import { type Paged, type PageRequest, readPage } from '../paging/model.ts'
import type { CustomerView } from './model.ts'

const WITH_COUNTS = {
  _count: {
    select: {
      ownedGuests: { where: { life: { not: 'deleted' } } },
      users: { where: { banned: false } },
    },
  },
} satisfies Prisma.AccountInclude
type Row = Prisma.AccountGetPayload<{ include: typeof WITH_COUNTS }>

/** A reseller's own customers, to choose from; all of them for staff. */
export async function listCustomers({ db, viewer }: ServiceContext): Promise<CustomerView[]> {
  const rows = await db.account.findMany({
    where: visibleCustomers(viewer),
    orderBy: BY_NAME,
    include: WITH_COUNTS,
  })
  return rows.map(toView)
}

/** One page of them, by name: all, or those whose name or e-mail address contains the query. */
export function searchCustomers(
  { db, viewer }: ServiceContext,
  request: PageRequest = {},
): Promise<Paged<CustomerView>> {
  const where = { AND: [visibleCustomers(viewer), request.query ? matching(request.query) : {}] }
  return readPage(request, {
    count: () => db.account.count({ where }),
    read: async (part) => {
      const rows = await db.account.findMany({ where, orderBy: BY_NAME, include: WITH_COUNTS, ...part })
      return rows.map(toView)
    },
  })
}

const BY_NAME = [{ name: 'asc' }, { id: 'asc' }] satisfies Prisma.AccountOrderByWithRelationInput[]

function visibleCustomers(viewer: Viewer): Prisma.AccountWhereInput {
  const parent = viewer.role === 'reseller' ? { parentId: ownAccount(viewer) } : {}
  return { kind: 'customer', deletedAt: null, ...parent }
}

function matching(query: string): Prisma.AccountWhereInput {
  const contains = { contains: likeText(query), mode: 'insensitive' } as const
  return { OR: [{ name: contains }, { email: contains }, { users: { some: { email: contains } } }] }
}

function toView({ id, name, email, createdAt, _count }: Row): CustomerView {
  return {
    ...{ id, name, email, guests: _count.ownedGuests, users: _count.users },
    createdAt: createdAt.toISOString(),
  }
}
