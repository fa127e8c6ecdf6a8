import type { MetricSeries } from '@vserver/core/metric/model'
import type { ServiceContext } from '../../context.ts'
import { askHostOf } from '../guest/ask-host-of.ts'
import type { ScopedGuest } from '../guest/in-scope.ts'
import { RANGE_MS, type Range, type SampleRangeRequest, type SeriesView } from './model.ts'

/** About as many as a chart has pixels to tell them apart. */
export const POINTS = 360

export async function getRange(
  ctx: ServiceContext,
  guest: ScopedGuest,
  { range, metrics }: SampleRangeRequest,
): Promise<SeriesView> {
  const span = spanOf(ctx, range)
  const series = await askHostOf(ctx, guest, (agent, name) =>
    agent.sampleRange(name, { ...span, points: POINTS }),
  )
  return { ...pickColumns(series, metrics), ...span }
}

export function spanOf({ now }: Pick<ServiceContext, 'now'>, range: Range): { fromMs: number; toMs: number } {
  const toMs = now()
  return { fromMs: toMs - RANGE_MS[range], toMs }
}

/** Of figures that are drawn, more digits are only more to send. */
const DIGITS = 6

function pickColumns(series: MetricSeries, metrics: readonly string[]): MetricSeries {
  const pick = (columns: MetricSeries['average']) =>
    Object.fromEntries(
      metrics.map((metric) => [metric, columns[metric]?.map(rounded) ?? series.at.map(() => null)]),
    )
  return { ...series, average: pick(series.average), maximum: pick(series.maximum) }
}

function rounded(value: number | null): number | null {
  return value === null ? null : Number(value.toPrecision(DIGITS))
}
