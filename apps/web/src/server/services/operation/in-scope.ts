import { VserverError } from '@vserver/core/errors'
import type { Prisma } from '@vserver/db'
import { msg } from '@/language/t.ts'
import type { ServiceContext, Viewer } from '../../context.ts'
import { visibleGuests } from '../guest/in-scope.ts'

const WITH_GUEST = { guest: { select: { id: true, name: true, hostName: true } } } as const

export type ScopedOperation = Prisma.OperationGetPayload<{ include: typeof WITH_GUEST }>

/** Those of the viewer's guests, deleted ones included; an admin also sees those of hosts. */
function visibleOperations(viewer: Viewer): Prisma.OperationWhereInput {
  const guests = visibleGuests(viewer)
  if (Object.keys(guests).length > 0) return { guest: { is: guests } }
  // Whose guest it is need not be looked up for those who see all.
  return viewer.role === 'admin' ? {} : { guestId: { not: null } }
}

export async function getOperationInScope(ctx: ServiceContext, id: string): Promise<ScopedOperation> {
  const row = await ctx.db.operation.findFirst({
    where: { AND: [visibleOperations(ctx.viewer), { id }] },
    include: WITH_GUEST,
  })
  if (!row)
    throw new VserverError('NOT_FOUND', 'There is no such operation in scope.', {
      subject: id,
      hint: msg('Look for it in the list of operations.'),
    })
  return row
}

type Wanted = { where?: Prisma.OperationWhereInput; skip?: number; take: number }

/** The newest first. */
export function listOperationsInScope(
  ctx: ServiceContext,
  { where = {}, ...part }: Wanted,
): Promise<ScopedOperation[]> {
  return ctx.db.operation.findMany({
    where: { AND: [visibleOperations(ctx.viewer), where] },
    orderBy: [{ startedAt: 'desc' }, { id: 'asc' }],
    include: WITH_GUEST,
    ...part,
  })
}

export function countOperationsInScope({ db, viewer }: ServiceContext): Promise<number> {
  return db.operation.count({ where: visibleOperations(viewer) })
}
