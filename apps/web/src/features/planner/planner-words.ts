import type { PlannerPlan } from '@/server/services/planner/model.ts'
import { type Capacity, PLANNED, type Planned } from '@/server/services/planner/model.ts'
import { formatBytes } from '@/ui/format-bytes.ts'
import { formatCount, formatCpu } from '@/ui/format-cpu.ts'
import { demandOf, type Mix } from './mix.ts'

export const PLANNED_WORDS = {
  memoryBytes: { label: 'Memory', within: 'memory', format: formatBytes },
  cpuMillicores: { label: 'Processor', within: 'processor', format: formatCpu },
  diskBytes: { label: 'Disk', within: 'disk', format: formatBytes },
} as const satisfies Record<Planned, { label: string; within: string; format: (amount: number) => string }>

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
  if (measured.length === 0) return 'not measured yet: taken to use all that it is sold with'
  const noun = guests === 1 ? 'guest' : 'guests'
  return measured.length < guests
    ? `measured on ${measured.length} of ${formatCount(guests)} ${noun}`
    : `measured on ${formatCount(guests)} ${noun}`
}

/** "sold 3.2 times": how much of the capacity the mix would be promised. */
export function soldTimes(sold: number | null, capacity: number): string {
  if (sold === null) return 'sold without limit'
  return `sold ${(sold / capacity).toFixed(2)} times`
}

export type PlannedRow = { resource: Planned } & ReturnType<typeof demandOf>

export function demandRows(plans: readonly PlannerPlan[], mix: Mix): PlannedRow[] {
  return PLANNED.map((resource) => ({ resource, ...demandOf(plans, mix, resource) }))
}
