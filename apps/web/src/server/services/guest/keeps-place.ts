import type { Prisma } from '@vserver/db'

type Held = {
  suspension: Pick<Prisma.SuspensionGetPayload<object>, 'wasRunning'> | null
  trafficMeter: Pick<Prisma.TrafficMeterGetPayload<object>, 'action' | 'before'> | null
}

/** It was stopped for its traffic or by its seller and is started again by itself, for which it needs no room then. */
export function keepsItsPlace({ suspension, trafficMeter }: Held): boolean {
  if (suspension?.wasRunning) return true
  const { action, before } = trafficMeter ?? {}
  const ran = typeof before === 'object' && before !== null && 'isRunning' in before && before.isRunning
  return action === 'suspend' && ran === true
}
