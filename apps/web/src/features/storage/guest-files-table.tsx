'use client'

import Link from 'next/link'
import { t } from '@/language/t.ts'
import type { GuestFilesRow } from '@/server/services/storage/model.ts'
import type { Column } from '@/ui/data-table.tsx'
import { EmptyState } from '@/ui/empty-state.tsx'
import { formatBytes } from '@/ui/format-bytes.ts'
import { SortableTable } from '@/ui/sortable-table.tsx'
import { TimeAgo } from '@/ui/time-ago.tsx'
import { useNow } from '@/ui/use-now.ts'
import { unenforcedWords } from './enforcement-words.ts'
import { BACKEND_WORDS, diskOfLimit } from './storage-words.ts'

/** Every guest of the host by what it uses, shares and could share. */
export function GuestFilesTable({ guests }: { guests: readonly GuestFilesRow[] }) {
  if (guests.length === 0)
    return (
      <EmptyState icon="guests" title={t('No guests yet')}>
        {t('What guests share is shown here as soon as there are some.')}
      </EmptyState>
    )
  return (
    <SortableTable
      caption={t('Files of guests')}
      columns={columns()}
      initial={{ id: 'own', descending: true }}
      rowKey={(row) => row.guestId ?? `host:${row.name}`}
      rows={guests}
    />
  )
}

const bytesOr = (bytes: number | null, words: string) =>
  bytes === null ? <span className="whitespace-nowrap text-faint">{words}</span> : formatBytes(bytes)

const columns = (): Column<GuestFilesRow>[] => [
  { id: 'name', header: t('Guest'), sortBy: (row) => row.name, cell: (row) => <Name row={row} /> },
  {
    id: 'own',
    header: t('Own'),
    align: 'right',
    sortBy: (row) => row.disk?.bytes ?? -1,
    cell: (row) => <Own row={row} />,
  },
  {
    id: 'shared',
    header: t('Shared'),
    align: 'right',
    from: 'sm',
    sortBy: (row) => row.sharedBytes ?? -1,
    cell: (row) => bytesOr(row.sharedBytes, t('not counted')),
  },
  {
    id: 'saved',
    header: t('Saved by unifying'),
    align: 'right',
    from: 'md',
    sortBy: (row) => row.savedBytes ?? -1,
    cell: (row) => (
      <>
        {bytesOr(row.savedBytes, t('never unified'))}
        {row.unifiedAt && (
          <span className="block text-sm text-faint">
            <TimeAgo at={row.unifiedAt} />
          </span>
        )}
      </>
    ),
  },
  {
    id: 'predicted',
    header: t('Could save'),
    align: 'right',
    from: 'lg',
    sortBy: (row) => row.predictedBytes ?? -1,
    cell: (row) => bytesOr(row.predictedBytes, t('not predicted')),
  },
]

function Name({ row }: { row: GuestFilesRow }) {
  return (
    <div className="min-w-0">
      {row.guestId ? (
        <Link
          className="rounded font-medium hover:text-accent hover:underline"
          href={`/guests/${row.guestId}`}
        >
          {row.name}
        </Link>
      ) : (
        <span className="font-medium">{row.name}</span>
      )}
      <p className="text-sm text-faint">
        {row.templateId}
        {row.backend && row.backend !== 'overlay' && ` · ${t(BACKEND_WORDS[row.backend].short)}`}
      </p>
    </div>
  )
}

function Own({ row }: { row: GuestFilesRow }) {
  const now = useNow(15_000)
  const { disk } = row
  if (!disk) return <span className="whitespace-nowrap text-faint">{t('not measured')}</span>
  const unenforced = disk.bytesLimit === null ? null : unenforcedWords(disk, 'space', now)
  return (
    <>
      {diskOfLimit(disk)}
      {unenforced && <span className="block text-sm font-medium text-warn">{unenforced}</span>}
      {disk.level !== 'fine' && (
        <span className="block text-sm font-medium text-bad">
          {disk.level === 'full' ? t('full') : t('above its soft limit')}
        </span>
      )}
    </>
  )
}
