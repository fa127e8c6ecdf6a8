import { currentLocale } from '@/language/current.ts'
import { msg, t, type Words } from '@/language/t.ts'
import type { PlannerPlan } from '@/server/services/planner/model.ts'
import { type Capacity, PLANNED, type Planned } from '@/server/services/planner/model.ts'
import { formatBytes } from '@/ui/format-bytes.ts'
import { formatCpu } from '@/ui/format-cpu.ts'
import { demandOf, type Mix } from './mix.ts'

export const PLANNED_WORDS = {
  memoryBytes: { label: msg('Memory'), within: msg('memory'), format: formatBytes },
  cpuMillicores: { label: msg('Processor'), within: msg('processor'), format: formatCpu },
  diskBytes: { label: msg('Disk'), within: msg('disk'), format: formatBytes },
} as const satisfies Record<Planned, { label: Words; within: Words; format: (amount: number) => string }>

/** As it is now. */
export function mixNow(plans: readonly PlannerPlan[]): Mix {
  return Object.fromEntries(plans.map(({ planId, guests }) => [planId, guests]))
}

/** What may be planned with, of all that there is. */
export function lessReserve(capacity: Capacity, reservePercent: number): Capacity {
  const keep = (amount: number) => (amount * (100 - reservePercent)) / 100
  return {
    memoryBytes: keep(capacity.memoryBytes),
    cpuMillicores: keep(capacity.cpuMillicores),
    diskBytes: keep(capacity.diskBytes),
  }
}

/** "measured on 8 of 12 guests", "not measured yet: taken to use all that it is sold with" */
export function measuredWords({ measured, guests }: PlannerPlan): string {
  if (measured.length === 0) return t('not measured yet: taken to use all that it is sold with')
  return measured.length < guests
    ? t('measured on {some} of {guests, plural, one {# guest} other {# guests}}', {
        ...{ some: measured.length, guests },
      })
    : t('measured on {guests, plural, one {# guest} other {# guests}}', { guests })
}

/** "sold 3.2 times": how much of the capacity the mix would be promised. */
export function soldTimes(sold: number | null, capacity: number): string {
  if (sold === null) return t('sold without limit')
  const times = new Intl.NumberFormat(currentLocale(), { minimumFractionDigits: 2, maximumFractionDigits: 2 })
  return t('sold {times} times', { times: times.format(sold / capacity) })
}

export type PlannedRow = { resource: Planned } & ReturnType<typeof demandOf>

export function demandRows(plans: readonly PlannerPlan[], mix: Mix): PlannedRow[] {
  return PLANNED.map((resource) => ({ resource, ...demandOf(plans, mix, resource) }))
}
