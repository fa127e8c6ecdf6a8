import { HOUR_MS } from '@vserver/core/units'
import type { Prisma } from '@vserver/db'
import type { HostHub } from '../../agent/hub.ts'
import type { Panel, ServiceContext } from '../../context.ts'
import { audited } from '../audit/audited.ts'
import { assertActive } from '../guest/act.ts'
import { getGuestInScope, type ScopedGuest } from '../guest/in-scope.ts'
import type { GuestView } from '../guest/model.ts'
import { toGuestView } from '../guest/view.ts'
import { hubOf } from '../host/hub-of.ts'
import { noteTraffic } from '../traffic/note.ts'
import { enforceSuspension, type SuspendedGuest, WITH_SUSPENSION } from './enforce.ts'
import { type SuspendRequest, SuspensionStep, stepAfter } from './model.ts'

const DAY_MS = 24 * HOUR_MS

/** Puts the guest on a rung; the host does it at once, or as soon as it answers. */
export function suspend(
  ctx: ServiceContext,
  guest: ScopedGuest,
  request: SuspendRequest,
): Promise<GuestView> {
  const { step, reason, escalateDays } = request
  const detail = `${step}: ${reason}${escalateDays === null ? '' : `, on after ${escalateDays} days`}`
  return audited(ctx, { action: 'guest.suspend', subject: guest.name, guest, detail }, async () => {
    assertActive(guest)
    const since = new Date(ctx.now())
    const next = escalateDays === null ? null : stepAfter(step)
    const nextAt = next && escalateDays !== null ? new Date(ctx.now() + escalateDays * DAY_MS) : null
    const row = { step, reason, byName: ctx.viewer.name, since, nextStep: next, nextAt }
    await write(ctx, hubOf(ctx, guest.hostId), guest, row)
    return enforceNow(ctx, guest)
  })
}

/** What was done is undone, and the guest runs again if it did before. */
export function lift(ctx: ServiceContext, guest: ScopedGuest): Promise<GuestView> {
  return audited(ctx, { action: 'guest.lift', subject: guest.name, guest }, async () => {
    const since = new Date(ctx.now())
    await ctx.db.suspension.updateMany({
      where: { guestId: guest.id },
      data: { step: 'lifted', nextStep: null, nextAt: null, since },
    })
    return enforceNow(ctx, guest)
  })
}

/** The next rung of a plan whose day has come; then the rung after it, as many days later. */
export async function escalate(panel: Panel, hub: HostHub, guest: SuspendedGuest): Promise<boolean> {
  const { suspension } = guest
  if (!suspension?.nextStep || !suspension.nextAt || suspension.nextAt.getTime() > panel.now()) return false
  const step = SuspensionStep.parse(suspension.nextStep)
  const since = suspension.nextAt
  const nextStep = stepAfter(step)
  const nextAt = nextStep && new Date(since.getTime() * 2 - suspension.since.getTime())
  await write(panel, hub, guest, { ...suspension, step, since, nextStep, nextAt })
  await noteTraffic(panel, guest, 'guest.suspend', `${step}: ${suspension.reason}`)
  return true
}

const TAKES_DOWN: ReadonlySet<Rung['step']> = new Set(['stopped', 'archived'])

type Guest = Pick<ScopedGuest, 'id' | 'hostName' | 'suspension'>
type Rung = Pick<
  Prisma.SuspensionUncheckedCreateInput,
  'step' | 'reason' | 'byName' | 'since' | 'nextStep' | 'nextAt'
>

/** Whether it runs is remembered when it is taken down, and not again on a rung where it is down already. */
async function write(
  { db }: Panel,
  { picture }: HostHub,
  { id: guestId, hostName, suspension }: Guest,
  { step, reason, byName, since, nextStep, nextAt }: Rung,
): Promise<void> {
  const isUp = picture.guests.get(hostName)?.desired === 'running'
  const wasRunning = (suspension?.wasRunning ?? false) || (TAKES_DOWN.has(step) && isUp)
  const rung = { step, reason, byName, since, nextStep: nextStep ?? null, nextAt: nextAt ?? null, wasRunning }
  await db.suspension.upsert({ where: { guestId }, create: { guestId, ...rung }, update: rung })
}

async function enforceNow(ctx: ServiceContext, { id, hostId }: ScopedGuest): Promise<GuestView> {
  const hub = hubOf(ctx, hostId)
  const row = await ctx.db.guest.findUniqueOrThrow({ where: { id }, include: WITH_SUSPENSION })
  await enforceSuspension(ctx, hub, row, { isAsked: true }).catch((error) =>
    // It is written down: the loop goes on with it.
    ctx.logger.error('suspension', { guestId: id, requestId: ctx.requestId }, error),
  )
  return toGuestView(ctx, await getGuestInScope(ctx, id))
}
