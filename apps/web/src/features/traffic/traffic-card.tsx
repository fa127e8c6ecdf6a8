'use client'

import { useState } from 'react'
import { t } from '@/language/t.ts'
import type { GuestView } from '@/server/services/guest/model.ts'
import type { TrafficView } from '@/server/services/traffic/model.ts'
import { Button } from '@/ui/button.tsx'
import { Card } from '@/ui/card.tsx'
import { type Column, DataTable } from '@/ui/data-table.tsx'
import { formatBytes } from '@/ui/format-bytes.ts'
import { openedLater } from '@/ui/opened-later.tsx'
import { saveCsv } from '@/ui/save-csv.ts'
import { QueryView } from '../feedback/query-view.tsx'
import { useMe } from '../session/me.tsx'
import { MonthBars } from './month-bars.tsx'
import { MonthMeter } from './traffic-meter.tsx'
import { beyondWords, monthWords, totalOf, trafficCsv } from './traffic-words.ts'
import { useTraffic } from './use-traffic.ts'

const QuotaDialog = openedLater(() => import('./quota-dialog.tsx').then((module) => module.QuotaDialog))

/** What the guest has sent and received, this month and in those before. */
export function TrafficCard({ guest }: { guest: GuestView }) {
  const { role } = useMe().user
  const traffic = useTraffic(guest.id)
  const [asking, setAsking] = useState(false)
  const maySell = role === 'admin' || role === 'reseller'
  return (
    <Card
      action={
        maySell &&
        traffic.data && (
          <Button onClick={() => setAsking(true)} size="small">
            {t('Change quota')}
          </Button>
        )
      }
      description={traffic.data && beyondWords(traffic.data)}
      title={t('Traffic')}
    >
      <QueryView query={traffic}>
        {(view) => (
          <div className="space-y-5">
            <MonthMeter view={view} />
            <Months guestName={guest.name} months={view.months} />
            {asking && <QuotaDialog guest={guest} onClose={() => setAsking(false)} view={view} />}
          </div>
        )}
      </QueryView>
    </Card>
  )
}

type Month = TrafficView['months'][number]

function Months({ months, guestName }: { months: Month[]; guestName: string }) {
  if (months.length === 0)
    return (
      <p className="text-sm text-faint">{t('Nothing was counted yet; months appear here as they pass.')}</p>
    )
  return (
    <section aria-label={t('Months')}>
      <div className="mb-2 flex items-center justify-between gap-3">
        <h3 className="text-sm font-semibold">{t('Months')}</h3>
        <Button onClick={() => saveCsv(`traffic-${guestName}.csv`, trafficCsv(months))} size="small">
          {t('Save as CSV')}
        </Button>
      </div>
      <MonthBars months={months} />
      <div className="-mx-5">
        <DataTable
          caption={t('Traffic by month')}
          columns={columns()}
          rowKey={(month) => month.from}
          rows={months.toReversed()}
        />
      </div>
    </section>
  )
}

const columns = (): Column<Month>[] => [
  { id: 'month', header: t('Month'), cell: ({ from }) => monthWords(from) },
  {
    id: 'in',
    header: t('Received'),
    align: 'right',
    from: 'sm',
    cell: ({ inBytes }) => formatBytes(inBytes),
  },
  { id: 'out', header: t('Sent'), align: 'right', from: 'sm', cell: ({ outBytes }) => formatBytes(outBytes) },
  { id: 'total', header: t('Together'), align: 'right', cell: (month) => formatBytes(totalOf(month)) },
]
