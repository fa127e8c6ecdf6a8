'use client'

import Link from 'next/link'
import type { OperationView } from '@/server/services/operation/model.ts'
import { Badge } from '@/ui/badge.tsx'
import { type Column, DataTable } from '@/ui/data-table.tsx'
import { ProgressBar } from '@/ui/progress-bar.tsx'
import { TimeAgo } from '@/ui/time-ago.tsx'
import { KIND_LABEL, OPERATION_LOOK } from './operation-words.ts'

export function OperationTable({ operations }: { operations: readonly OperationView[] }) {
  return <DataTable caption="Operations" columns={COLUMNS} rowKey={(one) => one.id} rows={operations} />
}

const COLUMNS: Column<OperationView>[] = [
  {
    id: 'what',
    header: 'Operation',
    cell: (one) => (
      <div>
        <Link
          className="rounded font-medium hover:text-accent hover:underline"
          href={`/operations/${one.id}`}
        >
          {KIND_LABEL[one.kind]}
        </Link>
        <p className="text-sm text-faint">{one.guestName ?? one.subject}</p>
      </div>
    ),
  },
  {
    id: 'state',
    header: 'State',
    cell: (one) =>
      one.state === 'running' ? (
        <div className="w-32">
          <ProgressBar label={KIND_LABEL[one.kind]} percent={one.percent} />
          <p className="mt-1 truncate text-[0.8125rem] text-soft">{one.step}</p>
        </div>
      ) : (
        <Badge tone={OPERATION_LOOK[one.state].tone}>{OPERATION_LOOK[one.state].label}</Badge>
      ),
  },
  { id: 'by', header: 'By', from: 'md', cell: (one) => one.userName ?? 'the host' },
  { id: 'started', header: 'Started', from: 'sm', cell: (one) => <TimeAgo at={one.startedAt} /> },
]
