import type { Limit } from '@vserver/core/limit/model'
import type { Advice, Verdict } from '@vserver/core/slow/model'

/** What a plan that is sold would have avoided of the hits on one limit. */
export type PlanAdvice = {
  planId: string
  planName: string
  limit: Advice['limit']
  to: number | null
  hits: number
  hitsAvoided: number
}

export type SlowView = {
  verdict: Verdict
  /** The smallest plans that would have helped, the smallest first. */
  plans: PlanAdvice[]
}

export type PlanOffer = { id: string; name: string; limit: Limit }
