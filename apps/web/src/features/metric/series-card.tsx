'use client'

import type { Limit } from '@vserver/core/limit/model'
import dynamic from 'next/dynamic'
import { type ReactNode, useMemo, useState } from 'react'
import { rich, t } from '@/language/t.ts'
import type { HitView } from '@/server/services/hit/model.ts'
import type { SeriesView } from '@/server/services/sample/model.ts'
import { Button } from '@/ui/button.tsx'
import { Card } from '@/ui/card.tsx'
import { ChartLegend } from '@/ui/chart-legend.tsx'
import type { ChartStrip as DrawnStrip } from '@/ui/chart-strip.tsx'
import { formatCores } from '@/ui/format-cpu.ts'
import { formatShare } from '@/ui/format-share.ts'
import { saveCsv } from '@/ui/save-csv.ts'
import { type ChartSpec, metricsOf, saidSeries } from './chart-spec.ts'
import { formatUnit } from './metric-words.ts'
import { RANGE_WORDS } from './range-words.ts'
import { domainOf, marksOf, pointsOf, seriesCsv, summarize } from './series-points.ts'
import { SeriesTable } from './series-table.tsx'
import type { Look } from './use-range.ts'

/** What draws weighs as much as all the rest of a page; it comes when the page is there, to a place that is kept. */
const Chart = dynamic(() => import('@/ui/chart.tsx').then((module) => module.Chart), {
  ssr: false,
  loading: () => <div className="h-48" />,
})
const ChartStrip = dynamic(() => import('@/ui/chart-strip.tsx').then((module) => module.ChartStrip), {
  ssr: false,
  loading: () => <div className="mt-2 h-19" />,
})

type Props = {
  spec: ChartSpec
  view: SeriesView
  look: Look
  /** What it is a chart of: names the file and joins the cross-hairs. */
  subject: { id: string; name: string }
  limit?: Limit | null
  hits?: readonly HitView[]
  className?: string
}

/** One chart with its limits, its hits and its pressure; the same as a table and as a file. */
export function SeriesCard(props: Props) {
  const { spec, view, look, subject, className } = props
  const [asTable, setAsTable] = useState(false)
  const format = formatUnit(spec.unit)
  const [title, over] = [t(spec.title), t(RANGE_WORDS[look.range])]
  const of = (words: ReactNode[]) => <span className="sr-only">{words}</span>
  const save = () =>
    saveCsv(`${subject.name}-${spec.id}-${look.range}.csv`, seriesCsv(view, metricsOf([spec])))
  return (
    <Card
      {...(className && { className })}
      action={
        <div className="flex gap-1">
          <Button aria-pressed={asTable} onClick={() => setAsTable(!asTable)} size="small" variant="quiet">
            {rich('Table<of> of {title}</of>', { title, of })}
          </Button>
          <Button onClick={save} size="small" variant="quiet">
            {rich('CSV<of> of {title}</of>', { title, of })}
          </Button>
        </div>
      }
      description={sentence(over)}
      title={title}
    >
      {asTable ? (
        <SeriesTable
          caption={t('{title} in {over}', { title, over })}
          format={format}
          series={saidSeries(spec.series)}
          view={view}
        />
      ) : (
        <Drawn {...props} format={format} />
      )}
    </Card>
  )
}

function Drawn({
  spec,
  view,
  look,
  subject,
  limit = null,
  hits = [],
  format,
}: Props & { format: (value: number) => string }) {
  const points = useMemo(() => pointsOf(view, look.figure), [view, look.figure])
  const domain = domainOf(view)
  const markers = marksOf(hitsOf(spec, hits), domain)
  const over = t(RANGE_WORDS[look.range])
  const series = saidSeries(spec.series)
  const limits = limit ? (spec.limits?.(limit) ?? []) : []
  const told = { title: t(spec.title), over, series, format }
  const more = [...limits.map(({ label }) => `${label}.`), ...hitWords(spec, hits)]
  const shared = { points, domain, syncId: subject.id }
  return (
    <>
      <Chart
        {...shared}
        format={format}
        formatValueTick={spec.unit === 'millicores' ? formatCores : format}
        limits={limits}
        markers={markers}
        scale={spec.scale ?? 'decimal'}
        series={series}
        summary={[summarize(view, told), ...more].join(' ')}
      />
      {(series.length > 1 || markers.length > 0) && (
        <ChartLegend marked={markers.length > 0 ? t('a limit was hit') : null} series={series} />
      )}
      {spec.strip && <Strip {...shared} over={over} strip={spec.strip} view={view} />}
    </>
  )
}

type StripProps = Pick<Parameters<typeof DrawnStrip>[0], 'points' | 'domain' | 'syncId'> & {
  strip: NonNullable<ChartSpec['strip']>
  view: SeriesView
  over: string
}

function Strip({ strip, view, over, ...shared }: StripProps) {
  const [label, series] = [t(strip.label), saidSeries(strip.series)]
  const summary = summarize(view, { title: label, over, series, format: formatShare })
  return (
    <>
      <ChartStrip {...shared} label={label} series={series} summary={summary} />
      {series.length > 1 && <ChartLegend series={series} />}
    </>
  )
}

function hitsOf({ hits: resources = [] }: ChartSpec, hits: readonly HitView[]): HitView[] {
  return hits.filter(({ resource }) => resources.includes(resource))
}

function hitWords(spec: ChartSpec, hits: readonly HitView[]): string[] {
  const count = hitsOf(spec, hits).reduce((sum, hit) => sum + hit.count, 0)
  return count > 0 ? [t('Its limits were hit {count, plural, one {# time} other {# times}}.', { count })] : []
}

function sentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1)
}
