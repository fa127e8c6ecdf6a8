import { VserverError } from '@vserver/core/errors'
import type { Prisma } from '@vserver/db'
import { t } from '@/language/t.ts'
import { isUnsure } from '../../agent/unsure.ts'
import type { Panel, ServiceContext, Viewer } from '../../context.ts'
import { auditedBegin } from '../audit/audited.ts'
import { mirrorOperation } from '../operation/mirror.ts'
import { assertActive } from './act.ts'
import { askHostOf } from './ask-host-of.ts'
import type { ScopedGuest } from './in-scope.ts'

/** The pool gets its part back only when the host says that the guest is gone. */
export function deleteGuest(
  ctx: ServiceContext,
  guest: ScopedGuest,
  confirmName: string,
): Promise<{ operationId: string }> {
  if (confirmName !== guest.name)
    throw new VserverError('INVALID_INPUT', 'The confirmation is not the name of the guest.', {
      subject: guest.name,
      hint: t('Type {name} to delete it.', { name: guest.name }),
    })
  return auditedBegin(ctx, { action: 'guest.delete', subject: guest.name, guest }, (auditId) =>
    beginDeletion(ctx, guest, { auditId, user: ctx.viewer }),
  )
}

export type DeletedGuest = Pick<
  ScopedGuest,
  'id' | 'name' | 'hostName' | 'hostId' | 'life' | 'resellerId' | 'customerId'
>

/** Also when nobody asks any more: its time in the bin is up. */
export async function beginDeletion(
  panel: Panel,
  guest: DeletedGuest,
  by: { auditId: string; user: Viewer } | 'bin',
): Promise<{ operationId: string }> {
  // Somebody may take it out of the bin at this moment.
  await begin(panel, guest, by === 'bin' ? { purgeAt: { lte: new Date(panel.now()) } } : {})
  const operation = await askHost(panel, guest)
  const { id, hostId } = guest
  await panel.db.guest.updateMany({ where: { id, life: 'deleting' }, data: { operationId: operation.id } })
  await mirrorOperation(panel.db, operation, { hostId, guestId: id, ...(by === 'bin' ? {} : by) })
  return { operationId: operation.id }
}

async function begin({ db }: Panel, guest: DeletedGuest, still: Prisma.GuestWhereInput): Promise<void> {
  const { count } = await db.guest.updateMany({
    where: { id: guest.id, life: 'active', ...still },
    data: { life: 'deleting', lifeAt: new Date(), operationId: null, failure: null },
  })
  if (count === 0)
    assertActive({ ...guest, binnedAt: null, life: guest.life === 'active' ? 'deleting' : guest.life })
}

async function askHost(ctx: Panel, guest: DeletedGuest) {
  try {
    return await askHostOf(ctx, guest, (agent, name) => agent.actOnGuest('delete', { name }))
  } catch (error) {
    if (!isUnsure(error))
      await ctx.db.guest.updateMany({
        where: { id: guest.id, life: 'deleting' },
        data: { life: 'active', lifeAt: new Date() },
      })
    throw error
  }
}
