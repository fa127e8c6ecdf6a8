import type { HitResource } from '@vserver/core/hit/model'
import type { Limit } from '@vserver/core/limit/model'
import type { MetricUnit } from '@vserver/core/metric/model'
import { msg, t, type Words } from '@/language/t.ts'
import type { ChartLimit, ChartSeries } from '@/ui/chart-look.ts'
import type { ChartScale } from '@/ui/chart-scale.ts'

type SpecSeries = Omit<ChartSeries, 'label'> & { label: Words }

/** One chart: which figures it draws, in which unit, against which limits, and the strip of pressure under it. */
export type ChartSpec = {
  id: string
  title: Words
  unit: MetricUnit
  scale?: ChartScale
  /** The keys are metrics; all of one unit. */
  series: readonly SpecSeries[]
  strip?: { label: Words; series: readonly SpecSeries[] }
  /** Limits that are not set are left out. */
  limits?(limit: Limit): ChartLimit[]
  /** Hits of these are marked. */
  hits?: readonly HitResource[]
}

/** The two lines of pressure: tasks that waited while others went on, and while none did. */
export const someWaited = (key: string) => ({ key, label: msg('some waited'), tone: 'warn' }) as const
export const allWaited = (key: string) => ({ key, label: msg('all waited'), tone: 'accent' }) as const

/** With labels in the reader's language. */
export function saidSeries(series: readonly SpecSeries[]): ChartSeries[] {
  return series.map((one) => ({ ...one, label: t(one.label) }))
}

/** The columns that a chart needs. */
export function metricsOf(specs: readonly ChartSpec[]): string[] {
  const keys = specs.flatMap(({ series, strip }) =>
    [...series, ...(strip?.series ?? [])].map(({ key }) => key),
  )
  return [...new Set(keys)]
}
