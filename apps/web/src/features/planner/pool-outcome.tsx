'use client'

import { t } from '@/language/t.ts'
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
    <Card description={t('A pool counts what is sold, whatever of it is used.')} title={t('Your pool')}>
      <div className="space-y-5">
        {rows.map(({ resource, size, sold, p95 }) => {
          const { label, format } = PLANNED_WORDS[resource]
          return (
            <div key={resource}>
              {sold === null ? (
                <p className="text-sm text-soft">{t('{label}: sold without limit', { label: t(label) })}</p>
              ) : (
                <Meter
                  format={format}
                  label={t('{label}, sold', { label: t(label) })}
                  limit={size}
                  value={sold}
                />
              )}
              <p className="mt-1 text-sm text-faint tabular-nums">
                {t('such guests use {amount} together (p95)', { amount: format(p95) })}
              </p>
            </div>
          )
        })}
      </div>
      <p aria-live="polite" className="mt-5 border-t border-line pt-4 font-medium">
        {short.length === 0
          ? t('Your pool is large enough for this.')
          : t('Your pool has not enough {resources} for this.', {
              resources: short.map(({ resource }) => t(PLANNED_WORDS[resource].within)).join(', '),
            })}
      </p>
    </Card>
  )
}
