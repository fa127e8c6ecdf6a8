'use client'

import { useId } from 'react'
import { t } from '@/language/t.ts'
import type { PlannerPlan } from '@/server/services/planner/model.ts'
import { Button } from '@/ui/button.tsx'
import type { Mix } from './mix.ts'
import { measuredWords, mixNow } from './planner-words.ts'

const LEAST_SPAN = 50
const COUNT_MAX = 10_000

type MixFieldsProps = { plans: readonly PlannerPlan[]; mix: Mix; onChange: (mix: Mix) => void }

/** A slider and a number for each plan. */
export function MixFields({ plans, mix, onChange }: MixFieldsProps) {
  return (
    <div className="space-y-5">
      {plans.map((plan) => (
        <CountField
          count={mix[plan.planId] ?? 0}
          key={plan.planId}
          onChange={(count) => onChange({ ...mix, [plan.planId]: count })}
          plan={plan}
        />
      ))}
      <Button onClick={() => onChange(mixNow(plans))} size="small">
        {t('As it is now')}
      </Button>
    </div>
  )
}

type CountFieldProps = { plan: PlannerPlan; count: number; onChange: (count: number) => void }

function CountField({ plan, count, onChange }: CountFieldProps) {
  const id = useId()
  const span = Math.max(LEAST_SPAN, 4 * plan.guests)
  const set = (text: string) => {
    const wanted = Math.round(Number(text))
    if (Number.isFinite(wanted)) onChange(Math.min(COUNT_MAX, Math.max(0, wanted)))
  }
  return (
    <div>
      <div className="flex items-center justify-between gap-3">
        <label className="font-medium" htmlFor={id}>
          {t('Plan {name}', { name: plan.name })}
        </label>
        <input
          aria-label={t('Number of guests of plan {name}', { name: plan.name })}
          className="h-9 w-24 rounded-lg border border-line bg-surface px-3 text-right tabular-nums"
          inputMode="numeric"
          max={COUNT_MAX}
          min={0}
          onChange={(event) => set(event.target.value)}
          type="number"
          value={count}
        />
      </div>
      <input
        className="mt-2 w-full accent-accent"
        id={id}
        max={span}
        min={0}
        onChange={(event) => set(event.target.value)}
        type="range"
        value={Math.min(span, count)}
      />
      <p className="text-sm text-faint">
        {t('{count} now', { count: plan.guests })} · {measuredWords(plan)}
      </p>
    </div>
  )
}
