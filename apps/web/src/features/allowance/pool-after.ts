import type { AllowanceKind, PoolLine } from '@/server/services/allowance/model.ts'
import type { PlanView } from '@/server/services/plan/model.ts'

export type PoolAfter = {
  kind: AllowanceKind
  needs: number | null
  before: number | null
  after: number | null
  fits: boolean
}

/** What so many new guests of this plan take and what the pool has afterwards; null = infinity. */
export function poolAfter(pool: readonly PoolLine[], need: PlanView['need'], count = 1): PoolAfter[] {
  return pool.map(({ kind, left }) => {
    const each = need[kind] === undefined ? 0 : need[kind]
    const needs = each === null ? null : each * count
    if (left === null) return { kind, needs, before: null, after: null, fits: true }
    if (needs === null) return { kind, needs, before: left, after: null, fits: false }
    return { kind, needs, before: left, after: left - needs, fits: needs <= left }
  })
}
