'use client'

import { useQuery } from '@tanstack/react-query'
import type { MonthAvailability } from '@vserver/core/availability/model'
import { t } from '@/language/t.ts'
import type { GuestView } from '@/server/services/guest/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button } from '@/ui/button.tsx'
import { Card } from '@/ui/card.tsx'
import { type Column, DataTable } from '@/ui/data-table.tsx'
import { formatCount } from '@/ui/format-cpu.ts'
import { saveCsv } from '@/ui/save-csv.ts'
import { pollEvery } from '../feedback/poll-every.ts'
import { QueryView } from '../feedback/query-view.tsx'
import { availabilityCsv } from './availability-csv.ts'
import { availabilityWords, deliveredWords, memoryWords, secondsWords } from './availability-words.ts'

const AVAILABILITY_EVERY_MS = 60_000

/** How long it was up in each month, and whether it got what was sold. */
export function AvailabilityCard({ guest }: { guest: GuestView }) {
  const trpc = useTRPC()
  const availability = useQuery(
    trpc.availability.get.queryOptions(
      { guestId: guest.id },
      { refetchInterval: pollEvery(AVAILABILITY_EVERY_MS) },
    ),
  )
  return (
    <Card
      action={
        availability.data && (
          <Button
            onClick={() =>
              saveCsv(`availability-${guest.name}.csv`, availabilityCsv(availability.data.months))
            }
            size="small"
          >
            {t('Save as CSV')}
          </Button>
        )
      }
      description={t('Months in UTC. Time for which it was stopped on purpose counts neither way.')}
      title={t('Availability')}
    >
      <QueryView query={availability}>
        {({ months, delivered }) => (
          <div className="space-y-4">
            <ul aria-label={t('Delivered in the last month')} className="space-y-1 text-sm text-soft">
              {deliveredWords(delivered).map((words) => (
                <li key={words}>{words}</li>
              ))}
              <li>{memoryWords(delivered)}</li>
            </ul>
            <div className="-mx-5">
              <DataTable
                caption={t('Availability by month')}
                columns={columns()}
                rowKey={({ month }) => month}
                rows={months}
              />
            </div>
          </div>
        )}
      </QueryView>
    </Card>
  )
}

const columns = (): Column<MonthAvailability>[] => [
  { id: 'month', header: t('Month'), cell: ({ month }) => month },
  { id: 'availability', header: t('Available'), align: 'right', cell: availabilityWords },
  { id: 'up', header: t('Up'), align: 'right', from: 'sm', cell: ({ upSeconds }) => secondsWords(upSeconds) },
  {
    id: 'failed',
    header: t('Down by fault'),
    align: 'right',
    cell: ({ failedDownSeconds }) => secondsWords(failedDownSeconds),
  },
  {
    id: 'wanted',
    header: t('Stopped'),
    align: 'right',
    from: 'md',
    cell: ({ wantedDownSeconds }) => secondsWords(wantedDownSeconds),
  },
  {
    id: 'restarts',
    header: t('Restarts'),
    align: 'right',
    from: 'md',
    cell: ({ restarts }) => formatCount(restarts),
  },
]
