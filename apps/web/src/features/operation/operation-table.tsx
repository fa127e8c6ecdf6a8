'use client'

import Link from 'next/link'
import { t } from '@/language/t.ts'
import type { OperationView } from '@/server/services/operation/model.ts'
import { Badge } from '@/ui/badge.tsx'
import { type Column, DataTable } from '@/ui/data-table.tsx'
import { ProgressBar } from '@/ui/progress-bar.tsx'
import { TimeAgo } from '@/ui/time-ago.tsx'
import { operationFault } from './operation-fault.ts'
import { KIND_LABEL, OPERATION_LOOK } from './operation-words.ts'

export function OperationTable({ operations }: { operations: readonly OperationView[] }) {
  return (
    <DataTable caption={t('Operations')} columns={columns()} rowKey={(one) => one.id} rows={operations} />
  )
}

function Ended({ operation }: { operation: OperationView }) {
  const { tone, label } = OPERATION_LOOK[operation.state]
  const fault = operationFault(operation)
  return (
    <>
      <Badge tone={tone}>{t(label)}</Badge>
      {fault && <p className="mt-1 max-w-96 text-[0.8125rem] text-soft">{fault}</p>}
    </>
  )
}

const columns = (): Column<OperationView>[] => [
  {
    id: 'what',
    header: t('Operation'),
    cell: (one) => (
      <div>
        <Link
          className="rounded font-medium hover:text-accent hover:underline"
          href={`/operations/${one.id}`}
        >
          {t(KIND_LABEL[one.kind])}
        </Link>
        <p className="text-sm text-faint">{one.guestName ?? one.subject}</p>
      </div>
    ),
  },
  {
    id: 'state',
    header: t('State'),
    cell: (one) =>
      one.state === 'running' ? (
        <div className="w-32">
          <ProgressBar label={t(KIND_LABEL[one.kind])} percent={one.percent} />
          <p className="mt-1 truncate text-[0.8125rem] text-soft">{one.step}</p>
        </div>
      ) : (
        <Ended operation={one} />
      ),
  },
  { id: 'by', header: t('By'), from: 'md', cell: (one) => one.userName ?? t('the host') },
  { id: 'started', header: t('Started'), from: 'sm', cell: (one) => <TimeAgo at={one.startedAt} /> },
]
