import type { ServiceContext } from '../../context.ts'
import { reserve } from '../allowance/reserve.ts'
import { serialisable } from '../allowance/serialisable.ts'
import { audited } from '../audit/audited.ts'
import { assertActive } from '../guest/act.ts'
import type { ScopedGuest } from '../guest/in-scope.ts'
import { getGuestInScope } from '../guest/in-scope.ts'
import { hubOf } from '../host/hub-of.ts'
import { getTraffic } from './get.ts'
import { judgeOne } from './judge.ts'
import type { TrafficView } from './model.ts'

/** Grants the guest another quota than its plan's; one that is no longer beyond it is let go at once. */
export async function setTraffic(
  ctx: ServiceContext,
  guest: ScopedGuest,
  quota: number | null,
): Promise<TrafficView> {
  const detail = quota === null ? 'unmetered' : `${quota} bytes a month`
  const entry = { action: 'traffic.set', subject: guest.name, guest, detail }
  return audited(ctx, entry, async () => {
    assertActive(guest)
    const { id: guestId, resellerId: accountId } = guest
    const trafficBytes = quota === null ? null : BigInt(quota)
    await serialisable(ctx.db, async (tx) => {
      await reserve(tx, { accountId, guestId }, { trafficBytes: quota })
      await tx.guest.update({ where: { id: guestId }, data: { trafficBytes } })
    })
    await judgeOne(ctx, hubOf(ctx, guest.hostId), guestId)
    return getTraffic(ctx, await getGuestInScope(ctx, guestId))
  })
}
