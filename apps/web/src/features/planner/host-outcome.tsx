'use client'

import { useState } from 'react'
import { t } from '@/language/t.ts'
import type { PlannerPlan, PlannerView } from '@/server/services/planner/model.ts'
import { Card } from '@/ui/card.tsx'
import { Meter } from '@/ui/meter.tsx'
import { firstToRunOut, type Mix } from './mix.ts'
import { demandRows, lessReserve, PLANNED_WORDS, soldTimes } from './planner-words.ts'

const RESERVES = [0, 10, 20, 30] as const

type HostOutcomeProps = { host: PlannerView['hosts'][number]; plans: readonly PlannerPlan[]; mix: Mix }

/** What the mix would need of a host, and what of it would run out first. */
export function HostOutcome({ host, plans, mix }: HostOutcomeProps) {
  const [reserve, setReserve] = useState<number>(10)
  const capacity = lessReserve(host.capacity, reserve)
  const first = firstToRunOut(plans, mix, capacity)
  return (
    <Card description={t('If all of them were on this host.')} title={host.name}>
      <label className="flex items-center justify-between gap-3 text-sm text-soft">
        {t('Kept free for the host itself')}
        <select
          className="h-9 rounded-lg border border-line bg-surface px-2"
          onChange={(event) => setReserve(Number(event.target.value))}
          value={reserve}
        >
          {RESERVES.map((percent) => (
            <option key={percent} value={percent}>
              {percent} %
            </option>
          ))}
        </select>
      </label>
      <div className="mt-5 space-y-5">
        {demandRows(plans, mix).map(({ resource, p50, p95, p99, sold }) => {
          const { label, format } = PLANNED_WORDS[resource]
          return (
            <div key={resource}>
              <Meter format={format} label={`${t(label)}, p99`} limit={capacity[resource]} value={p99} />
              <p className="mt-1 text-sm text-faint tabular-nums">
                p50 {format(p50)} · p95 {format(p95)} · {soldTimes(sold, capacity[resource])}
              </p>
            </div>
          )
        })}
      </div>
      <p aria-live="polite" className="mt-5 border-t border-line pt-4 font-medium">
        {first
          ? t(
              'First to run out: {resource}, at {guests, plural, one {# guest} other {# guests}} in these proportions.',
              { resource: t(PLANNED_WORDS[first.resource].within), guests: first.guests },
            )
          : t('Nothing is needed yet: choose some guests.')}
      </p>
    </Card>
  )
}
