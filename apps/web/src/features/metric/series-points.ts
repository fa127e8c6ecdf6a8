import { MINUTE_MS, SECOND_MS } from '@vserver/core/units'
import { t } from '@/language/t.ts'
import type { SeriesView } from '@/server/services/sample/model.ts'
import type { ChartMarker, ChartPoint, ChartSeries } from '@/ui/chart-look.ts'
import { formatAbsolute, formatDuration } from '@/ui/format-time.ts'

export type Figure = 'average' | 'maximum'

/** A young guest has little to show, and little is shown large; never less than this. */
const WINDOW_MIN_MS = 5 * MINUTE_MS

/** First and last moment of the charts: an hour begins at the first reading, a longer range shows all of itself. */
export function domainOf(series: SeriesView): [number, number] {
  const { fromMs, toMs, at, average } = series
  const columns = Object.values(average)
  const first = at.find((_, index) => columns.some((column) => column[index] != null)) ?? toMs
  if (toMs - fromMs > 60 * MINUTE_MS) return [fromMs, toMs]
  return [Math.max(fromMs, Math.min(first, toMs - WINDOW_MIN_MS)), toMs]
}

export function pointsOf(series: SeriesView, figure: Figure): ChartPoint[] {
  const columns = Object.entries(series[figure])
  return series.at.map((at, index) => {
    const point: ChartPoint = { at }
    for (const [key, column] of columns) point[key] = column[index] ?? null
    return point
  })
}

/** One line a moment, in the units of the metrics, times in UTC: for spreadsheets. Source: RFC 4180. */
export function seriesCsv(series: SeriesView, keys: readonly string[]): string {
  const header = ['at', ...keys.flatMap((key) => [`${key}_average`, `${key}_maximum`])]
  const lines = series.at.map((at, index) =>
    [
      new Date(at).toISOString(),
      ...keys.flatMap((key) => [cell(series.average[key]?.[index]), cell(series.maximum[key]?.[index])]),
    ].join(','),
  )
  return [header.join(','), ...lines, ''].join('\r\n')
}

function cell(value: number | null | undefined): string {
  return value == null ? '' : String(value)
}

type Told = {
  title: string
  /** "the last hour" */
  over: string
  series: readonly ChartSeries[]
  format: (value: number) => string
}

/** For those who cannot see the drawing: now, average and highest of each line, and how long nothing was measured. */
export function summarize(view: SeriesView, { title, over, series, format }: Told): string {
  const lines = series.flatMap(({ key, label }) => {
    const figures = figuresOf(view, key)
    if (!figures) return []
    const { now, average, highest, highestAt } = figures
    const told = { now: format(now), average: format(average), highest: format(highest) }
    const values = { ...told, at: formatAbsolute(highestAt) }
    return series.length > 1
      ? [t('{name}: now {now}, average {average}, highest {highest} on {at}.', { ...values, name: label })]
      : [t('now {now}, average {average}, highest {highest} on {at}.', values)]
  })
  if (lines.length === 0) return t('{title} in {over}: nothing was measured.', { title, over })
  const missing = missingMs(
    view,
    series.map(({ key }) => key),
  )
  const gaps = missing > 0 ? [t('Not measured for {duration}.', { duration: formatDuration(missing) })] : []
  return [t('{title} in {over}.', { title, over }), ...lines, ...gaps].join(' ')
}

type Figures = { now: number; average: number; highest: number; highestAt: number }

/** Null where the column has nothing. */
export function figuresOf({ at, average, maximum }: SeriesView, key: string): Figures | null {
  const known = (average[key] ?? []).flatMap((value, index) => (value === null ? [] : [{ value, index }]))
  const last = known.at(-1)
  if (!last) return null
  const peaks = known.map(({ value, index }) => ({ value: maximum[key]?.[index] ?? value, index }))
  const highest = peaks.reduce((most, peak) => (peak.value > most.value ? peak : most))
  return {
    now: last.value,
    average: known.reduce((sum, { value }) => sum + value, 0) / known.length,
    highest: highest.value,
    highestAt: at[highest.index] ?? 0,
  }
}

/** Time after the first reading in which none of the columns has one. */
function missingMs({ at, average, stepSeconds }: SeriesView, keys: readonly string[]): number {
  const measured = at.map((_, index) => keys.some((key) => average[key]?.[index] != null))
  const first = measured.indexOf(true)
  // The newest step may be under way.
  const gaps = measured.slice(first, -1).filter((isMeasured) => !isMeasured).length
  return gaps * stepSeconds * SECOND_MS
}

/** As many as can be told apart: hits of one thirtieth of the range are one mark. */
const MARKS_MAX = 30

export function marksOf(
  hits: readonly { at: number; count: number }[],
  [from, to]: [number, number],
): ChartMarker[] {
  const width = (to - from) / MARKS_MAX
  const inside = hits.filter(({ at }) => at >= from && at <= to)
  const buckets = Map.groupBy(inside, ({ at }) => Math.floor((at - from) / width))
  return [...buckets.values()].map((its) => {
    const at = its.reduce((sum, hit) => sum + hit.at, 0) / its.length
    const total = its.reduce((sum, { count }) => sum + count, 0)
    return { at, label: t('{count, plural, one {# hit} other {# hits}}', { count: total }) }
  })
}
