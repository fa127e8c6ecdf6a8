import { VserverError } from '@vserver/core/errors'
import { isUnsure } from '../../agent/unsure.ts'
import type { ServiceContext } from '../../context.ts'
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
      hint: `Type ${guest.name} to delete it.`,
    })
  return auditedBegin(ctx, { action: 'guest.delete', subject: guest.name, guest }, async (auditId) => {
    await begin(ctx, guest)
    const operation = await askHost(ctx, guest)
    const { id, hostId } = guest
    await ctx.db.guest.updateMany({
      where: { id, life: 'deleting' },
      data: { operationId: operation.id },
    })
    await mirrorOperation(ctx.db, operation, { hostId, guestId: id, auditId, user: ctx.viewer })
    return { operationId: operation.id }
  })
}

async function begin({ db }: ServiceContext, guest: ScopedGuest): Promise<void> {
  const { count } = await db.guest.updateMany({
    where: { id: guest.id, life: 'active' },
    data: { life: 'deleting', lifeAt: new Date(), operationId: null, failure: null },
  })
  if (count === 0) assertActive({ ...guest, life: guest.life === 'active' ? 'deleting' : guest.life })
}

async function askHost(ctx: ServiceContext, guest: ScopedGuest) {
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
