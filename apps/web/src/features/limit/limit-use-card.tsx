'use client'

import { useQuery } from '@tanstack/react-query'
import type { GuestView } from '@/server/services/guest/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Badge } from '@/ui/badge.tsx'
import { Card } from '@/ui/card.tsx'
import { type Column, DataTable } from '@/ui/data-table.tsx'
import { Disclosure } from '@/ui/disclosure.tsx'
import { formatCount } from '@/ui/format-cpu.ts'
import { QueryView } from '../feedback/query-view.tsx'
import { rowsOfUse, type UseRow } from './use-words.ts'

/** Read again while the table is open. */
const USE_EVERY_MS = 3000

/** What the guest uses of every limit, and how often it was refused more. */
export function LimitUseCard({ guest }: { guest: GuestView }) {
  return (
    <Card description="Counted by the kernel since the guest was started." title="Use of every limit">
      {guest.state === 'running' ? (
        <Disclosure hint="Now, most, limit, and how often it was hit." label="Show all limits">
          <UseTable guestId={guest.id} />
        </Disclosure>
      ) : (
        <p className="text-sm text-faint">A guest that does not run uses nothing.</p>
      )}
    </Card>
  )
}

function UseTable({ guestId }: { guestId: string }) {
  const trpc = useTRPC()
  const use = useQuery(trpc.limit.use.queryOptions({ guestId }, { refetchInterval: USE_EVERY_MS }))
  return (
    <QueryView query={use}>
      {(figures) =>
        figures === null ? (
          <p className="text-sm text-faint">The guest has just stopped.</p>
        ) : (
          <>
            <DataTable
              caption="Use of every limit"
              columns={COLUMNS}
              rowKey={(row) => row.kind}
              rows={rowsOfUse(figures)}
            />
            <p className="text-sm text-faint">
              “no count”: the kernel keeps no such figure. “not here”: no limit of this kind can be set.
            </p>
          </>
        )
      }
    </QueryView>
  )
}

const COLUMNS: Column<UseRow>[] = [
  { id: 'kind', header: 'Limit', cell: (row) => <span className="font-medium">{row.label}</span> },
  { id: 'current', header: 'Now', align: 'right', cell: (row) => figure(row.current) },
  { id: 'peak', header: 'Most', align: 'right', from: 'md', cell: (row) => figure(row.peak) },
  {
    id: 'limit',
    header: 'Limit',
    align: 'right',
    from: 'sm',
    cell: (row) => (
      <>
        {row.limit ?? <span className="text-faint">not here</span>}
        {row.soft && <span className="block text-sm text-faint">slowed from {row.soft}</span>}
      </>
    ),
  },
  { id: 'hits', header: 'Hits', align: 'right', cell: (row) => <Hits row={row} /> },
]

function figure(text: string | null) {
  return text ?? <span className="text-faint">no count</span>
}

function Hits({ row }: { row: UseRow }) {
  if (row.hits === null) return figure(null)
  if (row.hits === 0) return <span className="text-faint">0</span>
  return (
    <Badge tone="warn">
      {formatCount(row.hits)}
      <span className="sr-only">{row.hitWords}</span>
    </Badge>
  )
}
