import type { Advice } from '@vserver/core/slow/model'
import type { PlanAdvice, PlanOffer } from './model.ts'

const SHOWN = 3

/**
 * What of the advice the plans on sale would have done. A plan avoids what the largest advised limit below its own
 * avoids. Of plans that avoid the same only the smallest is told: `plans` come in their order of size.
 */
export function adviseByPlan(advice: readonly Advice[], plans: readonly PlanOffer[]): PlanAdvice[] {
  const byLimit = Map.groupBy(advice, ({ limit }) => limit)
  const told = [...byLimit.values()].flatMap((steps) => adviseOne(steps, plans))
  return told.slice(0, SHOWN)
}

function adviseOne(steps: readonly Advice[], plans: readonly PlanOffer[]): PlanAdvice[] {
  const bySize = steps.toSorted((a, b) => a.to - b.to)
  const told: PlanAdvice[] = []
  for (const plan of plans) {
    const step = bySize.findLast(({ limit, to }) => reaches(plan.limit[limit], to))
    if (!step || step.hitsAvoided <= (told.at(-1)?.hitsAvoided ?? 0)) continue
    const to = plan.limit[step.limit]
    told.push({
      planId: plan.id,
      planName: plan.name,
      limit: step.limit,
      to: typeof to === 'number' ? to : null,
      hits: step.hits,
      hitsAvoided: step.hitsAvoided,
    })
  }
  return told
}

/** Null is infinity; what is not a number cannot be compared. */
function reaches(limit: number | string | null, to: number): boolean {
  return limit === null || (typeof limit === 'number' && limit >= to)
}
