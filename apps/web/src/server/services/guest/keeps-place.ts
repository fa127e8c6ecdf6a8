import type { Prisma } from '@vserver/db'

type Held = {
  binnedAt: Date | null
  suspension: Pick<Prisma.SuspensionGetPayload<object>, 'wasRunning'> | null
  trafficMeter: Pick<Prisma.TrafficMeterGetPayload<object>, 'action' | 'before'> | null
}

/**
 * It was stopped for its traffic or by its seller and is started again by itself, for which it needs no room then. One
 * in the bin is started by whoever takes it out.
 */
export function keepsItsPlace({ binnedAt, suspension, trafficMeter }: Held): boolean {
  if (binnedAt !== null) return false
  if (suspension?.wasRunning) return true
  const { action, before } = trafficMeter ?? {}
  const ran = typeof before === 'object' && before !== null && 'isRunning' in before && before.isRunning
  return action === 'suspend' && ran === true
}
