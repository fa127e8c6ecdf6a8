import { VserverError } from '@vserver/core/errors'
import type { LimitChange } from '@vserver/core/limit/model'
import type { ServiceContext } from '../../context.ts'

type Guest = { id: string; name: string }

const HINT = 'Its traffic of this month is used up; it is let go with the next month, or with a larger quota.'

/** A guest that is suspended for its traffic stays down. */
export async function requireTrafficLeft(ctx: ServiceContext, guest: Guest): Promise<void> {
  if ((await actionOn(ctx, guest)) === 'suspend')
    throw new VserverError('INVALID_STATE', 'The guest is suspended for its traffic.', {
      subject: guest.name,
      hint: HINT,
    })
}

/** While a guest is throttled its rates are not its own. */
export async function requireOwnRates(ctx: ServiceContext, guest: Guest, change: LimitChange): Promise<void> {
  if (change.networkOutBits === undefined && change.networkInBits === undefined) return
  if ((await actionOn(ctx, guest)) === 'throttle')
    throw new VserverError('INVALID_STATE', 'The guest is throttled for its traffic.', {
      subject: guest.name,
      hint: HINT,
    })
}

async function actionOn({ db }: ServiceContext, { id: guestId }: Guest) {
  const meter = await db.trafficMeter.findUnique({ where: { guestId }, select: { action: true } })
  return meter?.action ?? null
}
