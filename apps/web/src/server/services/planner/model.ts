import type { PoolLine } from '../allowance/model.ts'

export const PLANNED = ['memoryBytes', 'cpuMillicores', 'diskBytes'] as const
export type Planned = (typeof PLANNED)[number]

/** What one guest used, hour by hour; 0 where it did not run or nothing was measured. */
export type Profile = Record<Planned, readonly number[]>

export type PlanDemand = {
  planId: string
  name: string
  /** What one guest of it was sold; null = infinity. */
  sold: Record<Planned, number | null>
  /** Guests of it that were measured; none = each is taken to use all that it was sold. */
  measured: readonly Profile[]
}

export type Capacity = Record<Planned, number>

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
