'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useState } from 'react'
import { t } from '@/language/t.ts'
import { TOP_METRICS } from '@/server/services/host/constants.ts'
import type { TopGuest, TopMetric } from '@/server/services/host/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Card } from '@/ui/card.tsx'
import { Choice } from '@/ui/choice.tsx'
import { type Column, DataTable } from '@/ui/data-table.tsx'
import { pollEvery } from '../feedback/poll-every.ts'
import { QueryView } from '../feedback/query-view.tsx'
import { TOP_LOOK } from './host-words.ts'

const TOP_EVERY_MS = 5000

/** Who uses most of one thing now. */
export function TopGuests({ hostId }: { hostId: string }) {
  const trpc = useTRPC()
  const [metric, setMetric] = useState<TopMetric>('cpuMillicores')
  const top = useQuery(
    trpc.host.top.queryOptions(
      { hostId, metric },
      { refetchInterval: pollEvery(TOP_EVERY_MS), placeholderData: keepPreviousData },
    ),
  )
  const { label, format } = TOP_LOOK[metric]
  return (
    <Card flush title={t('Top guests now')}>
      <div className="px-5 pb-4">
        <Choice
          current={metric}
          label={t('Ordered by')}
          onChange={setMetric}
          options={TOP_METRICS.map((id) => ({ id, label: t(TOP_LOOK[id].label) }))}
        />
      </div>
      <QueryView query={top}>
        {(guests) =>
          guests.length > 0 ? (
            <DataTable
              caption={t('Top guests now')}
              columns={columnsOf(t(label), format)}
              rowKey={({ guestId, name }) => guestId ?? name}
              rows={guests}
            />
          ) : (
            <p className="px-5 pb-5 text-sm text-faint">{t('No guest uses any of it now.')}</p>
          )
        }
      </QueryView>
    </Card>
  )
}

function columnsOf(label: string, format: (value: number) => string): Column<TopGuest>[] {
  return [
    { id: 'guest', header: t('Guest'), cell: (guest) => <GuestLink guest={guest} /> },
    { id: 'customer', header: t('Customer'), from: 'sm', cell: ({ customerName }) => customerName ?? '–' },
    { id: 'value', header: label, align: 'right', cell: ({ value }) => format(value) },
  ]
}

/** A guest that only the host knows has no page. */
export function GuestLink({ guest: { guestId, name } }: { guest: Pick<TopGuest, 'guestId' | 'name'> }) {
  if (guestId === null) return name
  return (
    <Link className="rounded font-medium text-accent hover:underline" href={`/guests/${guestId}`}>
      {name}
    </Link>
  )
}
