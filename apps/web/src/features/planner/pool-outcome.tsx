'use client'

import type { PoolLine } from '@/server/services/allowance/model.ts'
import type { PlannerPlan } from '@/server/services/planner/model.ts'
import { PLANNED } from '@/server/services/planner/model.ts'
import { Card } from '@/ui/card.tsx'
import { Meter } from '@/ui/meter.tsx'
import { demandOf, type Mix } from './mix.ts'
import { PLANNED_WORDS } from './planner-words.ts'

type PoolOutcomeProps = { pool: readonly PoolLine[]; plans: readonly PlannerPlan[]; mix: Mix }

/** What the mix would take out of a reseller's pool, beside what such guests really use. */
export function PoolOutcome({ pool, plans, mix }: PoolOutcomeProps) {
  const rows = PLANNED.map((resource) => {
    const line = pool.find(({ kind }) => kind === resource)
    const size = line && line.left !== null ? line.reserved + line.left : null
    return { resource, size, ...demandOf(plans, mix, resource) }
  })
  const short = rows.filter(({ size, sold }) => size !== null && (sold === null || sold > size))
  return (
    <Card description="A pool counts what is sold, whatever of it is used." title="Your pool">
      <div className="space-y-5">
        {rows.map(({ resource, size, sold, p95 }) => {
          const { label, format } = PLANNED_WORDS[resource]
          return (
            <div key={resource}>
              {sold === null ? (
                <p className="text-sm text-soft">{label}: sold without limit</p>
              ) : (
                <Meter format={format} label={`${label}, sold`} limit={size} value={sold} />
              )}
              <p className="mt-1 text-sm text-faint tabular-nums">
                such guests use {format(p95)} together (p95)
              </p>
            </div>
          )
        })}
      </div>
      <p aria-live="polite" className="mt-5 border-t border-line pt-4 font-medium">
        {short.length === 0
          ? 'Your pool is large enough for this.'
          : `Your pool has not enough ${short.map(({ resource }) => PLANNED_WORDS[resource].within).join(', ')} for this.`}
      </p>
    </Card>
  )
}
