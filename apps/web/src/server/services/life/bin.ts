import { VserverError } from '@vserver/core/errors'
import { GuestName } from '@vserver/core/guest/model'
import { HOUR_MS } from '@vserver/core/units'
import type { Transaction } from '@vserver/db'
import { t } from '@/language/t.ts'
import type { HostHub } from '../../agent/hub.ts'
import type { Panel, ServiceContext } from '../../context.ts'
import { serialisable } from '../allowance/serialisable.ts'
import { audited } from '../audit/audited.ts'
import { assertActive } from '../guest/act.ts'
import { beginDeletion, type DeletedGuest } from '../guest/delete.ts'
import type { ScopedGuest } from '../guest/in-scope.ts'
import { hubOf } from '../host/hub-of.ts'
import { forgetRun } from '../traffic/forget-run.ts'
import { noteTraffic } from '../traffic/note.ts'

/** How long a guest can be taken out of the bin again. */
const KEPT_MS = 24 * HOUR_MS

/** Down and out of the lists; it keeps its files, its addresses and its part of the pool until its time is up. */
export function binGuest(ctx: ServiceContext, guest: ScopedGuest): Promise<{ purgeAt: string }> {
  return audited(ctx, { action: 'guest.bin', subject: guest.name, guest }, async () => {
    assertActive(guest)
    const binnedAt = new Date(ctx.now())
    const purgeAt = new Date(ctx.now() + KEPT_MS)
    await ctx.db.guest.updateMany({
      where: { id: guest.id, life: 'active', binnedAt: null },
      data: { binnedAt, purgeAt, binnedByName: ctx.viewer.name },
    })
    await keepDown(hubOf(ctx, guest.hostId), guest).catch((error) =>
      // It is written down: the loop stops it when the host answers.
      ctx.logger.error('bin.stop', { guestId: guest.id, requestId: ctx.requestId }, error),
    )
    return { purgeAt: purgeAt.toISOString() }
  })
}

/** As it was put in, but down: who takes it out starts it. */
export function restoreGuest(ctx: ServiceContext, guest: ScopedGuest): Promise<{ guestId: string }> {
  return audited(ctx, { action: 'guest.restore', subject: guest.name, guest }, async () => {
    const isOut = await serialisable(ctx.db, (tx) => takeOut(tx, guest))
    if (isOut) return { guestId: guest.id }
    throw new VserverError('INVALID_STATE', 'The guest is not in the bin.', {
      subject: guest.name,
      hint: t('It was taken out already, or its time was up and it is being deleted.'),
    })
  })
}

/** What is lifted later does not start it either: its place among those that run went to others. */
async function takeOut(tx: Transaction, { id: guestId }: Pick<ScopedGuest, 'id'>): Promise<boolean> {
  const { count } = await tx.guest.updateMany({
    where: { id: guestId, life: 'active', binnedAt: { not: null } },
    data: { binnedAt: null, purgeAt: null, binnedByName: null },
  })
  if (count === 0) return false
  await tx.suspension.updateMany({ where: { guestId }, data: { wasRunning: false } })
  await forgetRun(tx, guestId)
  return true
}

type OnHost = Pick<ScopedGuest, 'hostName'>

export async function keepDown({ agent, picture }: HostHub, { hostName }: OnHost): Promise<void> {
  if (picture.guests.get(hostName)?.desired !== 'running' || picture.running.has(hostName)) return
  await agent.actOnGuest('stop', { name: GuestName.parse(hostName) })
}

/** Its time is up. */
export async function purge(panel: Panel, guest: DeletedGuest & { purgeAt: Date | null }): Promise<void> {
  if (!guest.purgeAt || guest.purgeAt.getTime() > panel.now()) return
  await beginDeletion(panel, guest, 'bin')
  await noteTraffic(panel, guest, 'guest.purge', null)
}
