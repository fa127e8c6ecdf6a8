'use client'

import { useQuery } from '@tanstack/react-query'
import type { MonthAvailability } from '@vserver/core/availability/model'
import type { GuestView } from '@/server/services/guest/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button } from '@/ui/button.tsx'
import { Card } from '@/ui/card.tsx'
import { type Column, DataTable } from '@/ui/data-table.tsx'
import { formatBytes } from '@/ui/format-bytes.ts'
import { formatCount } from '@/ui/format-cpu.ts'
import { saveCsv } from '@/ui/save-csv.ts'
import { pollEvery } from '../feedback/poll-every.ts'
import { QueryView } from '../feedback/query-view.tsx'
import { availabilityCsv } from './availability-csv.ts'
import { availabilityWords, deliveredWords, secondsWords } from './availability-words.ts'

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
            Save as CSV
          </Button>
        )
      }
      description="Months in UTC. Time for which it was stopped on purpose counts neither way."
      title="Availability"
    >
      <QueryView query={availability}>
        {({ months, delivered }) => (
          <div className="space-y-4">
            <ul aria-label="Delivered in the last month" className="space-y-1 text-sm text-soft">
              {deliveredWords(delivered).map((words) => (
                <li key={words}>{words}</li>
              ))}
              <li>
                Memory: {formatBytes(delivered.memory.average)} on average,{' '}
                {formatBytes(delivered.memory.highest)} at most
                {delivered.memory.sold !== null && `, of ${formatBytes(delivered.memory.sold)}`}.
              </li>
            </ul>
            <div className="-mx-5">
              <DataTable
                caption="Availability by month"
                columns={COLUMNS}
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

const COLUMNS: Column<MonthAvailability>[] = [
  { id: 'month', header: 'Month', cell: ({ month }) => month },
  { id: 'availability', header: 'Available', align: 'right', cell: availabilityWords },
  { id: 'up', header: 'Up', align: 'right', from: 'sm', cell: ({ upSeconds }) => secondsWords(upSeconds) },
  {
    id: 'failed',
    header: 'Down by fault',
    align: 'right',
    cell: ({ failedDownSeconds }) => secondsWords(failedDownSeconds),
  },
  {
    id: 'wanted',
    header: 'Stopped',
    align: 'right',
    from: 'md',
    cell: ({ wantedDownSeconds }) => secondsWords(wantedDownSeconds),
  },
  {
    id: 'restarts',
    header: 'Restarts',
    align: 'right',
    from: 'md',
    cell: ({ restarts }) => formatCount(restarts),
  },
]
