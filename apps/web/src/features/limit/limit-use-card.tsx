'use client'

import { useQuery } from '@tanstack/react-query'
import { t } from '@/language/t.ts'
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
    <Card
      description={t('Counted by the kernel since the guest was started.')}
      title={t('Use of every limit')}
    >
      {guest.state === 'running' ? (
        <Disclosure hint={t('Now, most, limit, and how often it was hit.')} label={t('Show all limits')}>
          <UseTable guestId={guest.id} />
        </Disclosure>
      ) : (
        <p className="text-sm text-faint">{t('A guest that does not run uses nothing.')}</p>
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
          <p className="text-sm text-faint">{t('The guest has just stopped.')}</p>
        ) : (
          <>
            <DataTable
              caption={t('Use of every limit')}
              columns={columns()}
              rowKey={(row) => row.kind}
              rows={rowsOfUse(figures)}
            />
            <p className="text-sm text-faint">
              {t(
                '“no count”: the kernel keeps no such figure. “not here”: no limit of this kind can be set.',
              )}
            </p>
          </>
        )
      }
    </QueryView>
  )
}

const columns = (): Column<UseRow>[] => [
  { id: 'kind', header: t('Limit'), cell: (row) => <span className="font-medium">{row.label}</span> },
  { id: 'current', header: t('Now'), align: 'right', cell: (row) => figure(row.current) },
  { id: 'peak', header: t('Most'), align: 'right', from: 'md', cell: (row) => figure(row.peak) },
  {
    id: 'limit',
    header: t('Limit'),
    align: 'right',
    from: 'sm',
    cell: (row) => (
      <>
        {row.limit ?? <span className="text-faint">{t('not here')}</span>}
        {row.soft && (
          <span className="block text-sm text-faint">{t('slowed from {amount}', { amount: row.soft })}</span>
        )}
      </>
    ),
  },
  { id: 'hits', header: t('Hits'), align: 'right', cell: (row) => <Hits row={row} /> },
]

function figure(text: string | null) {
  return text ?? <span className="text-faint">{t('no count')}</span>
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
