import type { Guest } from '@vserver/core/guest/model'
import { GuestName } from '@vserver/core/guest/model'
import type { Operation, OperationKind } from '@vserver/core/operation/model'
import type { Prisma } from '@vserver/db'
import type { HostHub } from '../../agent/hub.ts'
import type { Panel } from '../../context.ts'
import { bookRun, isUp } from '../allowance/running.ts'
import { keepsItsPlace } from './keeps-place.ts'

/** A start that was reserved is heard of by the host within this. */
const IN_FLIGHT_MS = 45_000
const STARTS: readonly OperationKind[] = ['guest.start', 'guest.restart', 'guest.create']

const WITH_HOLDS = { suspension: true, trafficMeter: true } satisfies Prisma.GuestInclude
type Row = Prisma.GuestGetPayload<{ include: typeof WITH_HOLDS }>

/** Books which guests run, as the host says: some go down by themselves, are started by root, or by the host's boot. */
export async function followRuns(
  panel: Panel,
  hub: HostHub,
  onHost: ReadonlyMap<string, Guest>,
): Promise<void> {
  const { hostId } = hub
  const rows = await panel.db.guest.findMany({ where: { hostId, life: 'active' }, include: WITH_HOLDS })
  const held = await panel.db.reservation.findMany({
    where: { kind: 'runningGuests', releasedAt: null, guest: { hostId } },
    select: { guestId: true },
  })
  const holders = new Set(held.map(({ guestId }) => guestId))
  const before = new Date(Date.now() - IN_FLIGHT_MS)
  for (const row of rows) {
    const guest = onHost.get(row.hostName)
    // What is at work on it says how it ends.
    if (!guest || hub.picture.running.has(row.hostName)) continue
    const up = counts(row, guest)
    if (up !== holders.has(row.id)) await bookRun(panel.db, row, { up, before })
  }
}

/** The same for one guest, at once: what was stopped makes room for the next. */
export async function followRunOf(
  panel: Panel,
  { agent }: HostHub,
  { guestId, operation }: { guestId: string; operation: Operation },
): Promise<void> {
  if (operation.state === 'running') return
  const row = await panel.db.guest.findFirst({
    where: { id: guestId, life: 'active' },
    include: WITH_HOLDS,
  })
  if (!row) return
  const guest = await agent.getGuest(GuestName.parse(row.hostName))
  // A start that failed is over; after any other end one that began meanwhile is not.
  const before = STARTS.includes(operation.kind) ? new Date() : new Date(operation.startedAt)
  await bookRun(panel.db, row, { up: counts(row, guest), before })
}

function counts(row: Row, guest: Guest): boolean {
  return isUp(guest) || keepsItsPlace(row)
}
