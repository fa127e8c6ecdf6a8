'use client'

import type { Limit } from '@vserver/core/limit/model'
import { useMemo, useState } from 'react'
import type { HitView } from '@/server/services/hit/model.ts'
import type { SeriesView } from '@/server/services/sample/model.ts'
import { Button } from '@/ui/button.tsx'
import { Card } from '@/ui/card.tsx'
import { Chart } from '@/ui/chart.tsx'
import { ChartLegend } from '@/ui/chart-legend.tsx'
import { ChartStrip } from '@/ui/chart-strip.tsx'
import { formatCores } from '@/ui/format-cpu.ts'
import { formatShare } from '@/ui/format-share.ts'
import { saveCsv } from '@/ui/save-csv.ts'
import { type ChartSpec, metricsOf } from './chart-spec.ts'
import { formatUnit } from './metric-words.ts'
import { RANGE_WORDS } from './range-words.ts'
import { domainOf, marksOf, pointsOf, seriesCsv, summarize } from './series-points.ts'
import { SeriesTable } from './series-table.tsx'
import type { Look } from './use-range.ts'

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
  const save = () =>
    saveCsv(`${subject.name}-${spec.id}-${look.range}.csv`, seriesCsv(view, metricsOf([spec])))
  return (
    <Card
      {...(className && { className })}
      action={
        <div className="flex gap-1">
          <Button aria-pressed={asTable} onClick={() => setAsTable(!asTable)} size="small" variant="quiet">
            Table<span className="sr-only"> of {spec.title}</span>
          </Button>
          <Button onClick={save} size="small" variant="quiet">
            CSV<span className="sr-only"> of {spec.title}</span>
          </Button>
        </div>
      }
      description={sentence(RANGE_WORDS[look.range])}
      title={spec.title}
    >
      {asTable ? (
        <SeriesTable
          caption={`${spec.title} in ${RANGE_WORDS[look.range]}`}
          format={format}
          series={[...spec.series]}
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
  const over = RANGE_WORDS[look.range]
  const limits = limit ? (spec.limits?.(limit) ?? []) : []
  const told = { title: spec.title, over, series: spec.series, format }
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
        series={spec.series}
        summary={[summarize(view, told), ...more].join(' ')}
      />
      {(spec.series.length > 1 || markers.length > 0) && (
        <ChartLegend marked={markers.length > 0 ? 'a limit was hit' : null} series={spec.series} />
      )}
      {spec.strip && (
        <ChartStrip
          {...shared}
          label={spec.strip.label}
          series={spec.strip.series}
          summary={summarize(view, {
            ...{ title: spec.strip.label, over, series: spec.strip.series },
            format: formatShare,
          })}
        />
      )}
    </>
  )
}

function hitsOf({ hits: resources = [] }: ChartSpec, hits: readonly HitView[]): HitView[] {
  return hits.filter(({ resource }) => resources.includes(resource))
}

function hitWords(spec: ChartSpec, hits: readonly HitView[]): string[] {
  const count = hitsOf(spec, hits).reduce((sum, hit) => sum + hit.count, 0)
  return count > 0 ? [`Its limits were hit ${count} ${count === 1 ? 'time' : 'times'}.`] : []
}

function sentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1)
}
