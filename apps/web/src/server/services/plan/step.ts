import { LIMIT_FIELDS, type Limit, type LimitChange } from '@vserver/core/limit/model'

type Three<T> = {
  /** What the guest has. */
  held: T
  /** What its version of the plan says. */
  sold: T
  /** What the version to be applied says. */
  offered: T
}
export type PlanStep = {
  change: LimitChange
  /** Chosen for this guest alone, so a plan does not take it back. */
  kept: (keyof Limit)[]
}

/** What a guest gets when another version of its plan is applied: only what the versions differ in. */
export function planStep({ held, sold, offered }: Three<Limit>): PlanStep {
  const differing = LIMIT_FIELDS.filter(
    (field) => sold[field] !== offered[field] && held[field] !== offered[field],
  )
  const taken = differing.filter((field) => held[field] === sold[field])
  return {
    change: Object.fromEntries(taken.map((field) => [field, offered[field]])),
    kept: differing.filter((field) => held[field] !== sold[field]),
  }
}

/** The same of its traffic in a month; undefined = stays. */
export function trafficStep({ held, sold, offered }: Three<bigint | null>): bigint | null | undefined {
  return sold !== offered && held === sold ? offered : undefined
}
