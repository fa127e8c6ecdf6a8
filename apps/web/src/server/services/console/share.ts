import type { Prisma } from '@vserver/db'
import type { ServiceContext } from '../../context.ts'
import type { ScopedGuest } from '../guest/in-scope.ts'
import type { ConsoleMode } from './model.ts'

export type ConsoleRow = Prisma.ConsoleGetPayload<Record<never, never>>

/** Whether somebody else's console may be watched, or typed in: its owner said so, or it is in one's own guest. */
export async function isLetIn(
  ctx: Pick<ServiceContext, 'db' | 'viewer'>,
  guest: Pick<ScopedGuest, 'customerId' | 'resellerId'>,
  { console, mode }: { console: Pick<ConsoleRow, 'id' | 'userId'>; mode: ConsoleMode },
): Promise<boolean> {
  const share = await ctx.db.consoleShare.findUnique({
    where: { consoleId_userId: { consoleId: console.id, userId: ctx.viewer.id } },
  })
  if (share && !share.endedAt && (share.mode === mode || share.mode === 'peer')) return true
  return mode === 'observer' && (await isHostOf(ctx, guest, console.userId))
}

/** The owner of a guest sees what people do in it who are not its own: the mirror. */
async function isHostOf(
  { db, viewer }: Pick<ServiceContext, 'db' | 'viewer'>,
  { customerId, resellerId }: Pick<ScopedGuest, 'customerId' | 'resellerId'>,
  userId: string,
): Promise<boolean> {
  const isCustomer = viewer.accountId === customerId
  if (!isCustomer && viewer.accountId !== resellerId) return false
  const user = await db.user.findUnique({ where: { id: userId }, select: { accountId: true } })
  if (!user) return false
  return isCustomer ? user.accountId !== customerId : user.accountId === null
}
