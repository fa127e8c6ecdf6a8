import type { PoolLine } from '../allowance/model.ts'
import type { Capacity, PlanDemand } from './mix.ts'

export type PlannerPlan = PlanDemand & {
  /** Sold now, on any version of it, that the viewer may see. */
  guests: number
}

export type PlannerView = {
  plans: PlannerPlan[]
  /** How far back was measured. */
  hours: number
  /** For administrators. */
  hosts: { hostId: string; name: string; capacity: Capacity }[]
  /** For resellers, who sell from a pool. */
  pool: PoolLine[] | null
}
