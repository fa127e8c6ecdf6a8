import { GuestName } from '@vserver/core/guest/model'
import { applyChange, type LimitChange } from '@vserver/core/limit/model'
import type { HostHub } from '../../agent/hub.ts'
import type { Panel } from '../../context.ts'
import { serialisable } from '../allowance/serialisable.ts'
import { fromColumns, toColumns } from '../limit/columns.ts'
import { planNetwork, type TrafficAction } from '../plan/network.ts'
import { Before } from './before.ts'
import type { MeteredGuest } from './judge.ts'
import { noteTraffic } from './note.ts'

type Action = Exclude<TrafficAction, 'notify'>

/**
 * Makes the host do to the guest what is wanted, and undo what was done before. It is written down before the host is
 * asked, and asked again until the host has done it: whatever dies on the way, the next round goes on.
 */
export async function enforce(
  panel: Panel,
  hub: HostHub,
  guest: MeteredGuest,
  wanted: Action | null,
): Promise<void> {
  const doing = guest.trafficMeter?.action ?? null
  if (doing !== null && doing !== wanted) await undo(panel, hub, guest)
  if (wanted === null) return
  if (doing !== wanted) await begin(panel, hub, guest, wanted)
  await (wanted === 'throttle' ? throttle : suspend)(hub, guest)
}

async function begin(panel: Panel, { picture }: HostHub, guest: MeteredGuest, action: Action): Promise<void> {
  const { networkOutBits, networkInBits } = fromColumns(guest)
  const isRunning = picture.guests.get(guest.hostName)?.desired === 'running'
  const before = { networkOutBits, networkInBits, isRunning }
  await panel.db.trafficMeter.update({ where: { guestId: guest.id }, data: { action, before } })
  await noteTraffic(panel, guest, `traffic.${action}`, null)
}

async function throttle({ agent, picture }: HostHub, { hostName, plan }: MeteredGuest): Promise<void> {
  const onHost = picture.guests.get(hostName)
  if (!onHost) return
  const most = planNetwork(plan).trafficThrottleBits
  const slower = (rate: number | null) => rate === null || rate > most
  const { networkOutBits, networkInBits } = onHost.limit
  const change = {
    ...(slower(networkOutBits) && { networkOutBits: most }),
    ...(slower(networkInBits) && { networkInBits: most }),
  }
  if (Object.keys(change).length > 0) await agent.setLimit(GuestName.parse(hostName), change)
}

async function suspend({ agent, picture }: HostHub, { hostName }: MeteredGuest): Promise<void> {
  if (picture.guests.get(hostName)?.desired !== 'running' || picture.running.has(hostName)) return
  await agent.actOnGuest('stop', { name: GuestName.parse(hostName) })
}

/** What was done is forgotten only when the host has undone it. */
async function undo(panel: Panel, { agent }: HostHub, guest: MeteredGuest): Promise<void> {
  const { id: guestId, hostName, trafficMeter } = guest
  const name = GuestName.parse(hostName)
  const { isRunning, ...rates } = Before.parse(trafficMeter?.before ?? {})
  if (trafficMeter?.action === 'throttle') {
    await agent.setLimit(name, rates)
    await keepRates(panel, guestId, rates)
  }
  // Who is in the bin stays down; whoever takes it out starts it.
  const mayRun = isRunning && guest.binnedAt === null
  if (trafficMeter?.action === 'suspend' && mayRun) await agent.actOnGuest('start', { name })
  await panel.db.trafficMeter.update({ where: { guestId }, data: { action: null, before: {} } })
  await noteTraffic(panel, guest, 'traffic.restore', null)
}

/** The row may have been read from the host meanwhile; while its seller suspends a guest, the row alone says what it has. */
async function keepRates({ db }: Panel, id: string, rates: LimitChange): Promise<void> {
  await serialisable(db, async (tx) => {
    const row = await tx.guest.findUniqueOrThrow({ where: { id } })
    const { moreLimits } = toColumns(applyChange(fromColumns(row), rates))
    await tx.guest.update({ where: { id }, data: { moreLimits } })
  })
}
