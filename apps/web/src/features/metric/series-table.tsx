import { t } from '@/language/t.ts'
import type { SeriesView } from '@/server/services/sample/model.ts'
import type { ChartSeries } from '@/ui/chart-look.ts'
import { type Column, DataTable } from '@/ui/data-table.tsx'
import { formatAbsolute } from '@/ui/format-time.ts'

type Row = { at: number; index: number }

/** Every measured step, the newest first; the average with the highest reading below it. */
export function SeriesTable({
  caption,
  view,
  series,
  format,
}: {
  caption: string
  view: SeriesView
  series: readonly ChartSeries[]
  format: (value: number) => string
}) {
  const rows = view.at
    .map((at, index) => ({ at, index }))
    .filter(({ index }) => series.some(({ key }) => view.average[key]?.[index] != null))
    .reverse()
  const columns: Column<Row>[] = [
    { id: 'at', header: t('Time'), cell: ({ at }) => formatAbsolute(at) },
    ...series.map(({ key, label }) => ({
      ...{ id: key, header: label, align: 'right' as const },
      cell: ({ index }: Row) => (
        <Figures average={view.average[key]?.[index]} format={format} maximum={view.maximum[key]?.[index]} />
      ),
    })),
  ]
  if (rows.length === 0)
    return <p className="text-sm text-faint">{t('Nothing was measured in this time.')}</p>
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard. Source: WCAG 2.1.1
    <section aria-label={caption} className="-mx-5 max-h-96 overflow-y-auto" tabIndex={0}>
      <DataTable caption={caption} columns={columns} rowKey={({ at }) => String(at)} rows={rows} />
    </section>
  )
}

function Figures({
  average,
  maximum,
  format,
}: {
  average: number | null | undefined
  maximum: number | null | undefined
  format: (value: number) => string
}) {
  if (average == null) return <span className="text-faint">–</span>
  return (
    <>
      {format(average)}
      {maximum != null && (
        <span className="block text-sm text-faint">{t('most {amount}', { amount: format(maximum) })}</span>
      )}
    </>
  )
}
