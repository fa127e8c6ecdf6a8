import { VserverError } from '@vserver/core/errors'
import type { LimitChange } from '@vserver/core/limit/model'
import { msg } from '@/language/t.ts'
import type { ServiceContext } from '../../context.ts'

type Guest = { id: string; name: string }

const HINT = msg(
  'Its traffic of this month is used up; it is let go with the next month, or with a larger quota.',
)

/** A guest that is suspended for its traffic stays down. */
export async function requireTrafficLeft(ctx: ServiceContext, guest: Guest): Promise<void> {
  if ((await actionOn(ctx, guest)) === 'suspend')
    throw new VserverError('INVALID_STATE', 'The guest is suspended for its traffic.', {
      subject: guest.name,
      hint: HINT,
    })
}

/** A copy of a guest that is throttled would be so for ever. */
export async function requireUnthrottled(ctx: ServiceContext, guest: Guest): Promise<void> {
  if ((await actionOn(ctx, guest)) === 'throttle') throw throttled(guest)
}

/** While a guest is throttled its rates are not its own. */
export async function requireOwnRates(ctx: ServiceContext, guest: Guest, change: LimitChange): Promise<void> {
  if (change.networkOutBits === undefined && change.networkInBits === undefined) return
  await requireUnthrottled(ctx, guest)
}

function throttled({ name }: Guest): VserverError {
  return new VserverError('INVALID_STATE', 'The guest is throttled for its traffic.', {
    subject: name,
    hint: HINT,
  })
}

async function actionOn({ db }: ServiceContext, { id: guestId }: Guest) {
  const meter = await db.trafficMeter.findUnique({ where: { guestId }, select: { action: true } })
  return meter?.action ?? null
}
