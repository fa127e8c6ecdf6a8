import { type Guest, GuestName } from '@vserver/core/guest/model'
import type { Limit } from '@vserver/core/limit/model'
import { HOUR_MS } from '@vserver/core/units'
import type { Prisma } from '@vserver/db'
import type { HostHub } from '../../agent/hub.ts'
import type { Panel } from '../../context.ts'
import { fromColumns } from '../limit/columns.ts'
import { planNetwork } from '../plan/network.ts'

export const WITH_SUSPENSION = {
  plan: true,
  trafficMeter: true,
  suspension: true,
} satisfies Prisma.GuestInclude
export type SuspendedGuest = Prisma.GuestGetPayload<{ include: typeof WITH_SUSPENSION }>

/** What is left of the processor while a guest is throttled. */
const CPU_SHARE = 0.1
const CPU_LEAST = 50
const CPU_OF_UNLIMITED = 100

type Look = {
  /** By a person, now: what has failed before is tried at once. */
  isAsked?: boolean
  /** The host's last word, when it is newer than the picture. */
  onHost?: Guest | undefined
}

/**
 * Makes the host do what the rung says, as often as it is asked: whatever died on the way, the next round goes on.
 * The row keeps what was sold, so that undoing needs no memory of its own.
 */
export async function enforceSuspension(
  panel: Panel,
  hub: HostHub,
  guest: SuspendedGuest,
  { isAsked = false, onHost = hub.picture.guests.get(guest.hostName) }: Look = {},
): Promise<void> {
  const { suspension, hostName } = guest
  if (!suspension || !onHost || hub.picture.running.has(hostName)) return
  const { step } = suspension
  const name = GuestName.parse(hostName)
  const wanted = step === 'throttled' ? throttled(guest) : own(guest)
  const isWanted = Object.entries(wanted).every(
    ([field, value]) => onHost.limit[field as keyof Limit] === value,
  )
  if (!isWanted) await hub.agent.setLimit(name, wanted)
  const isToBeDown = step === 'stopped' || step === 'archived'
  if (isToBeDown && onHost.desired === 'running') {
    await hub.agent.actOnGuest('stop', { name })
    return
  }
  const isArchived = onHost.archivedAt !== null
  if (isArchived !== (step === 'archived'))
    return moveFiles(panel, hub, guest, { verb: isArchived ? 'unarchive' : 'archive', isAsked })
  if (isToBeDown) return
  if (suspension.wasRunning) await startAgain(panel, hub, guest)
  if (step === 'paused') return keepPaused(panel, hub, guest)
  if (suspension.hasPaused) await resumeAgain(panel, hub, guest)
  if (step === 'lifted') await panel.db.suspension.deleteMany({ where: { guestId: guest.id, step } })
}

/** Packing gigabytes in vain each minute would keep the host's disk busy. */
const TRY_AGAIN_MS = HOUR_MS

/** What has failed is tried again after a while, or at once when somebody asks. A later round goes on from there. */
async function moveFiles(
  { db, now }: Panel,
  { agent }: HostHub,
  { id: guestId, hostName }: SuspendedGuest,
  { verb, isAsked }: { verb: 'archive' | 'unarchive'; isAsked: boolean },
): Promise<void> {
  const lately = { finishedAt: { gt: new Date(now() - TRY_AGAIN_MS) } }
  const failed = { guestId, kind: `guest.${verb}`, state: { in: ['failed', 'cancelled'] }, ...lately }
  if (!isAsked && (await db.operation.count({ where: failed })) > 0) return
  await agent.actOnFiles(verb, GuestName.parse(hostName))
}

/** Who is down for their traffic, or in the bin, stays down. */
async function startAgain(panel: Panel, { agent, picture }: HostHub, guest: SuspendedGuest): Promise<void> {
  const mayRun = guest.trafficMeter?.action !== 'suspend' && guest.binnedAt === null
  if (mayRun && picture.guests.get(guest.hostName)?.state !== 'paused')
    await agent.actOnGuest('start', { name: GuestName.parse(guest.hostName) })
  await panel.db.suspension.updateMany({ where: { guestId: guest.id }, data: { wasRunning: false } })
}

/** One that is down or starting is paused by a later round, when it runs. */
async function keepPaused(panel: Panel, { agent, picture }: HostHub, guest: SuspendedGuest): Promise<void> {
  if (picture.guests.get(guest.hostName)?.state !== 'running') return
  // First, so that one that is paused and forgotten does not come to be.
  await panel.db.suspension.updateMany({ where: { guestId: guest.id }, data: { hasPaused: true } })
  await agent.actOnGuest('pause', { name: GuestName.parse(guest.hostName) })
}

async function resumeAgain(panel: Panel, { agent, picture }: HostHub, guest: SuspendedGuest): Promise<void> {
  if (picture.guests.get(guest.hostName)?.state === 'paused')
    await agent.actOnGuest('resume', { name: GuestName.parse(guest.hostName) })
  await panel.db.suspension.updateMany({ where: { guestId: guest.id }, data: { hasPaused: false } })
}

type Rates = Pick<Limit, 'cpuMillicores' | 'networkOutBits' | 'networkInBits'>

/** What it has beside its suspension: what was sold, unless its traffic is used up too. */
function own(guest: SuspendedGuest): Rates {
  const { cpuMillicores, networkOutBits, networkInBits } = fromColumns(guest)
  const rates = { cpuMillicores, networkOutBits, networkInBits }
  return guest.trafficMeter?.action === 'throttle' ? { ...rates, ...slowed(guest, rates) } : rates
}

function slowed({ plan }: SuspendedGuest, { networkOutBits, networkInBits }: Omit<Rates, 'cpuMillicores'>) {
  const most = planNetwork(plan).trafficThrottleBits
  const slower = (rate: number | null) => (rate === null ? most : Math.min(rate, most))
  return { networkOutBits: slower(networkOutBits), networkInBits: slower(networkInBits) }
}

function throttled(guest: SuspendedGuest): Rates {
  const { cpuMillicores, ...rates } = own(guest)
  const share = Math.max(CPU_LEAST, Math.round((cpuMillicores ?? 0) * CPU_SHARE))
  const cpu = cpuMillicores === null ? CPU_OF_UNLIMITED : Math.min(cpuMillicores, share)
  return { cpuMillicores: cpu, ...slowed(guest, rates) }
}
