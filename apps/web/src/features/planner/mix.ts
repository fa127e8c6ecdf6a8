/** Pure: how much guests of several plans need together, and what runs out first. */
import { type Capacity, PLANNED, type PlanDemand, type Planned } from '@/server/services/planner/model.ts'

export type Mix = Readonly<Record<string, number>>

export type Demand = {
  p50: number
  p95: number
  p99: number
  /** What they were sold together; null = infinity. */
  sold: number | null
}

/** Hours of a profile; all have the same. */
function hoursOf(plans: readonly PlanDemand[]): number {
  const measured = plans.flatMap((plan) => plan.measured)
  return Math.max(1, ...measured.map((profile) => profile.memoryBytes.length))
}

/**
 * What `mix` needs hour by hour, if guests to come behave like those that were measured: each of these stands for an
 * equal share of its plan. Sums are taken within an hour, so peaks that fall together count together, and others do
 * not: a sum of quantiles would not tell them apart.
 */
export function sumDemand(plans: readonly PlanDemand[], mix: Mix, resource: Planned): number[] {
  const sum = new Array<number>(hoursOf(plans)).fill(0)
  for (const { planId, sold, measured } of plans) {
    const count = mix[planId] ?? 0
    if (count === 0) continue
    const share = measured.length > 0 ? count / measured.length : 0
    for (const profile of measured)
      for (const [hour, amount] of profile[resource].entries()) sum[hour] = (sum[hour] ?? 0) + share * amount
    const assumed = measured.length > 0 ? 0 : count * (sold[resource] ?? 0)
    if (assumed > 0) for (let hour = 0; hour < sum.length; hour++) sum[hour] = (sum[hour] ?? 0) + assumed
  }
  return sum
}

export function demandOf(plans: readonly PlanDemand[], mix: Mix, resource: Planned): Demand {
  const sorted = sumDemand(plans, mix, resource).sort((a, b) => a - b)
  const sold = plans
    .filter(({ planId }) => (mix[planId] ?? 0) > 0)
    .map((plan) => ({ count: mix[plan.planId] ?? 0, each: plan.sold[resource] }))
  const isEndless = sold.some(({ each }) => each === null)
  return {
    p50: quantile(sorted, 0.5),
    p95: quantile(sorted, 0.95),
    p99: quantile(sorted, 0.99),
    sold: isEndless ? null : sold.reduce((sum, { count, each }) => sum + count * (each ?? 0), 0),
  }
}

/** The smallest value that at least this share of all values does not exceed (nearest rank). */
export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0
}

export type RunsOut = {
  resource: Planned
  /** So many guests, in the proportions of the mix, fit before it does. */
  guests: number
}

/** What runs out first when ever more guests come in these proportions, by the p99 hour; null = nothing is needed. */
export function firstToRunOut(plans: readonly PlanDemand[], mix: Mix, capacity: Capacity): RunsOut | null {
  const guests = Object.values(mix).reduce((sum, count) => sum + count, 0)
  const reached = PLANNED.flatMap((resource) => {
    const { p99 } = demandOf(plans, mix, resource)
    return p99 > 0 ? [{ resource, guests: Math.floor((capacity[resource] / p99) * guests) }] : []
  })
  return reached.reduce<RunsOut | null>(
    (least, one) => (!least || one.guests < least.guests ? one : least),
    null,
  )
}
