import { VserverError } from '@vserver/core/errors'
import { inEnglish } from '@/language/sentence.ts'
import { msg } from '@/language/t.ts'
import type { ServiceContext } from '../../context.ts'
import { audited } from '../audit/audited.ts'
import { buryGuest } from '../guest/bury.ts'
import type { ScopedBatch } from './in-scope.ts'

/** Guests whose turn has come go on; the others are left out. */
export async function cancelBatch(ctx: ServiceContext, { id, kind }: ScopedBatch): Promise<void> {
  await audited(ctx, { action: 'batch.cancel', subject: kind }, async () => {
    const now = new Date(ctx.now())
    await ctx.db.$transaction(async (tx) => {
      const { count } = await tx.batch.updateMany({
        where: { id, state: 'running' },
        data: { state: 'cancelled' },
      })
      if (count === 0)
        throw new VserverError('INVALID_STATE', 'The batch has ended.', {
          hint: msg('It has ended already; nothing is left to cancel.'),
        })
      await tx.batchItem.updateMany({
        where: { batchId: id, state: 'waiting' },
        data: { state: 'skipped', message: inEnglish(msg('Cancelled before its turn.')), finishedAt: now },
      })
    })
    if (kind === 'create') await giveBack(ctx, id)
  })
}

/** What guests that are not made any more have reserved; what is left of it by a crash, reconcile gives back. */
async function giveBack(ctx: ServiceContext, batchId: string): Promise<void> {
  const items = await ctx.db.batchItem.findMany({
    where: { batchId, state: 'skipped', guest: { life: 'creating' } },
    select: { guest: { select: { id: true, life: true } } },
  })
  for (const { guest } of items) await buryGuest(ctx, guest, null)
}
