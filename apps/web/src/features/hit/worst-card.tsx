'use client'

import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { t } from '@/language/t.ts'
import type { GuestHits } from '@/server/services/hit/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Card } from '@/ui/card.tsx'
import { type Column, DataTable } from '@/ui/data-table.tsx'
import { formatCount } from '@/ui/format-cpu.ts'
import { TimeAgo } from '@/ui/time-ago.tsx'
import { pollEvery } from '../feedback/poll-every.ts'
import { causeName } from '../slow/slow-words.ts'
import { resourceLabel } from '../timeline/timeline-words.ts'

const WORST_EVERY_MS = 60_000

/** Guests that ran into their limits in the last day: who would gain from a larger plan. */
export function WorstCard() {
  const trpc = useTRPC()
  const worst = useQuery(
    trpc.hit.worst.queryOptions(undefined, { refetchInterval: pollEvery(WORST_EVERY_MS) }),
  )
  if (!worst.data || worst.data.length === 0) return null
  return (
    <Card
      description={t(
        'In the last 24 hours. Each guest’s page says why it is slow, and which plan would have helped.',
      )}
      flush
      title={t('Ran into their limits')}
    >
      <DataTable
        caption={t('Guests that ran into their limits')}
        columns={columns()}
        rowKey={({ guestId }) => guestId}
        rows={worst.data}
      />
    </Card>
  )
}

const columns = (): Column<GuestHits>[] => [
  {
    id: 'guest',
    header: t('Guest'),
    cell: ({ guestId, guestName }) => (
      <Link className="rounded font-medium text-accent hover:underline" href={`/guests/${guestId}?range=day`}>
        {guestName}
      </Link>
    ),
  },
  { id: 'customer', header: t('Customer'), from: 'sm', cell: ({ customerName }) => customerName },
  { id: 'limit', header: t('Most'), cell: ({ resource }) => resourceLabel(resource) },
  { id: 'why', header: t('Slowed by'), from: 'sm', cell: ({ cause }) => (cause ? causeName(cause) : '–') },
  { id: 'hits', header: t('Hits'), align: 'right', cell: ({ hits }) => formatCount(hits) },
  {
    id: 'last',
    header: t('Last'),
    align: 'right',
    from: 'md',
    cell: ({ lastAt }) => <TimeAgo at={new Date(lastAt).toISOString()} />,
  },
]
