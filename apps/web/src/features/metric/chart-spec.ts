import type { HitResource } from '@vserver/core/hit/model'
import type { Limit } from '@vserver/core/limit/model'
import type { MetricUnit } from '@vserver/core/metric/model'
import type { ChartLimit, ChartSeries } from '@/ui/chart-look.ts'
import type { ChartScale } from '@/ui/chart-scale.ts'

/** One chart: which figures it draws, in which unit, against which limits, and the strip of pressure under it. */
export type ChartSpec = {
  id: string
  title: string
  unit: MetricUnit
  scale?: ChartScale
  /** The keys are metrics; all of one unit. */
  series: readonly ChartSeries[]
  strip?: { label: string; series: readonly ChartSeries[] }
  /** Limits that are not set are left out. */
  limits?(limit: Limit): ChartLimit[]
  /** Hits of these are marked. */
  hits?: readonly HitResource[]
}

/** The columns that a chart needs. */
export function metricsOf(specs: readonly ChartSpec[]): string[] {
  const keys = specs.flatMap(({ series, strip }) =>
    [...series, ...(strip?.series ?? [])].map(({ key }) => key),
  )
  return [...new Set(keys)]
}
