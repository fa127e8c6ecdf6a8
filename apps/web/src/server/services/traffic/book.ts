import type { GuestTraffic } from '@vserver/core/traffic/model'
import type { Transaction } from '@vserver/db'
import type { HostHub } from '../../agent/hub.ts'
import type { Panel } from '../../context.ts'
import { dayOf } from './month.ts'

type Count = { inBytes: bigint; outBytes: bigint }
const ZERO: Count = { inBytes: 0n, outBytes: 0n }

/** Books on today what the guests of a host have sent and received since they were last asked for. */
export async function bookTraffic(panel: Panel, hub: HostHub): Promise<void> {
  const totals = await hub.agent.listTraffic()
  const guests = await panel.db.guest.findMany({
    where: { hostId: hub.hostId, life: { not: 'deleted' } },
    select: { id: true, hostName: true, trafficMeter: true },
  })
  const byName = new Map(guests.map((guest) => [guest.hostName, guest]))
  for (const total of totals) {
    const guest = byName.get(total.name)
    if (!guest) continue
    const now = countOf(total)
    const booked = guest.trafficMeter
    if (booked && booked.inBytes === now.inBytes && booked.outBytes === now.outBytes) continue
    await panel.db.$transaction((tx) => bookGuest(tx, guest.id, { now, at: new Date(panel.now()) }))
  }
}

function countOf({ in4, in6, out4, out6 }: GuestTraffic): Count {
  return { inBytes: BigInt(in4.bytes + in6.bytes), outBytes: BigInt(out4.bytes + out6.bytes) }
}

/** The row of the meter is locked, so that two panels never book the same bytes. */
async function bookGuest(
  tx: Transaction,
  guestId: string,
  { now, at }: { now: Count; at: Date },
): Promise<void> {
  await tx.$executeRaw`INSERT INTO "TrafficMeter" ("guestId") VALUES (${guestId}) ON CONFLICT DO NOTHING`
  const [seen] = await tx.$queryRaw<Count[]>`
    SELECT "inBytes", "outBytes" FROM "TrafficMeter" WHERE "guestId" = ${guestId} FOR UPDATE`
  const { inBytes, outBytes } = since(seen ?? ZERO, now)
  await tx.trafficMeter.update({ where: { guestId }, data: { ...now, bookedAt: at } })
  if (inBytes + outBytes === 0n) return
  const day = dayOf(at)
  await tx.trafficDay.upsert({
    where: { guestId_day: { guestId, day } },
    create: { guestId, day, inBytes, outBytes },
    update: { inBytes: { increment: inBytes }, outBytes: { increment: outBytes } },
  })
}

/** A host that counts less than before has lost its store and begun anew. */
function since(seen: Count, now: Count): Count {
  if (now.inBytes < seen.inBytes || now.outBytes < seen.outBytes) return now
  return { inBytes: now.inBytes - seen.inBytes, outBytes: now.outBytes - seen.outBytes }
}
