import type { Prisma } from '@vserver/db'
import type { HostHub } from '../../agent/hub.ts'
import type { Panel } from '../../context.ts'
import { planNetwork } from '../plan/network.ts'
import { enforce } from './enforce.ts'
import { nextState } from './next-state.ts'
import { noteTraffic } from './note.ts'
import { usedNow } from './used.ts'

const WITH_METER = { plan: true, trafficMeter: true, suspension: true } as const
export type MeteredGuest = Prisma.GuestGetPayload<{ include: typeof WITH_METER }>

/** Says of each guest of a host how far it is beyond its traffic, and does what its plan says. */
export async function judgeTraffic(panel: Panel, hub: HostHub): Promise<void> {
  const guests = await panel.db.guest.findMany({
    where: { hostId: hub.hostId, life: 'active', trafficMeter: { isNot: null } },
    include: WITH_METER,
  })
  for (const guest of guests) {
    try {
      await judgeGuest(panel, hub, guest)
    } catch (error) {
      panel.logger.error('traffic.guest', { guestId: guest.id, guest: guest.hostName }, error)
    }
  }
}

/** Also after a change of quota, so that it shows at once. */
export async function judgeOne(panel: Panel, hub: HostHub, guestId: string): Promise<void> {
  const guest = await panel.db.guest.findUniqueOrThrow({ where: { id: guestId }, include: WITH_METER })
  if (guest.trafficMeter) await judgeGuest(panel, hub, guest)
}

async function judgeGuest(panel: Panel, hub: HostHub, guest: MeteredGuest): Promise<void> {
  const { trafficResetDay, trafficAction } = planNetwork(guest.plan)
  const at = new Date(panel.now())
  const quota = guest.trafficBytes === null ? null : Number(guest.trafficBytes)
  const used = quota === null ? 0 : await usedNow(panel.db, guest.id, { at, resetDay: trafficResetDay })
  const before = guest.trafficMeter?.state ?? 'fine'
  const state = nextState(before, used, quota)
  if (state !== before) {
    await panel.db.trafficMeter.update({ where: { guestId: guest.id }, data: { state, stateAt: at } })
    await noteTraffic(panel, guest, `traffic.${state}`, `${used} of ${quota} bytes`)
  }
  // Who is on the ladder is throttled or down already, and is looked at again when that is over.
  if (guest.suspension && guest.suspension.step !== 'warned') return
  await enforce(panel, hub, guest, state === 'exceeded' && trafficAction !== 'notify' ? trafficAction : null)
}
