import type { Transaction } from '@vserver/db'
import { Before } from './before.ts'

/** A guest that was stopped for its traffic stays down when its month begins. */
export async function forgetRun(tx: Transaction, guestId: string): Promise<void> {
  const meter = await tx.trafficMeter.findUnique({
    where: { guestId },
    select: { action: true, before: true },
  })
  if (meter?.action !== 'suspend') return
  const before = { ...Before.parse(meter.before ?? {}), isRunning: false }
  await tx.trafficMeter.update({ where: { guestId }, data: { before } })
}
