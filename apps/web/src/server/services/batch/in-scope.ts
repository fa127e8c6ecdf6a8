import { VserverError } from '@vserver/core/errors'
import type { Prisma } from '@vserver/db'
import { msg } from '@/language/t.ts'
import type { ServiceContext, Viewer } from '../../context.ts'
import { ownAccount, visibleGuests } from '../guest/in-scope.ts'

const WITH_ITEMS = {
  plan: { select: { name: true, version: true } },
  items: { orderBy: { position: 'asc' }, include: { guest: { select: { name: true } } } },
} satisfies Prisma.BatchInclude

export type ScopedBatch = Prisma.BatchGetPayload<{ include: typeof WITH_ITEMS }>

/** Those of one's own account on guests that one may see; an admin sees all. */
function visibleBatches(viewer: Viewer): Prisma.BatchWhereInput {
  if (viewer.role === 'admin') return {}
  return { accountId: ownAccount(viewer), items: { every: { guest: visibleGuests(viewer) } } }
}

export async function getBatchInScope(ctx: ServiceContext, id: string): Promise<ScopedBatch> {
  const row = await ctx.db.batch.findFirst({
    where: { AND: [visibleBatches(ctx.viewer), { id }] },
    include: WITH_ITEMS,
  })
  if (row) return row
  throw new VserverError('NOT_FOUND', 'There is no such batch in scope.', {
    subject: id,
    hint: msg('Look for it on the page Operations.'),
  })
}

export function listBatchesInScope(ctx: ServiceContext, take: number): Promise<ScopedBatch[]> {
  return ctx.db.batch.findMany({
    where: visibleBatches(ctx.viewer),
    orderBy: { createdAt: 'desc' },
    include: WITH_ITEMS,
    take,
  })
}
