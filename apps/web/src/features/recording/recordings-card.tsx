'use client'

import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { roleWords } from '@/language/role-words.ts'
import { t } from '@/language/t.ts'
import type { RecordingView } from '@/server/services/recording/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Badge } from '@/ui/badge.tsx'
import { Card } from '@/ui/card.tsx'
import { type Column, DataTable } from '@/ui/data-table.tsx'
import { EmptyState } from '@/ui/empty-state.tsx'
import { formatBytes } from '@/ui/format-bytes.ts'
import { TimeAgo } from '@/ui/time-ago.tsx'
import { QueryView } from '../feedback/query-view.tsx'
import { useMe } from '../session/me.tsx'
import { AccountRecording } from './account-recording.tsx'
import { RecordingSetting } from './recording-setting.tsx'
import { clockTime, endingWords } from './recording-words.ts'

/** What was recorded in a guest, newest first, and whether its owners' own consoles are. */
export function RecordingsCard({ guestId }: { guestId: string }) {
  const trpc = useTRPC()
  const { role } = useMe().user
  const recordings = useQuery({ ...trpc.recording.list.queryOptions({ guestId }), refetchInterval: 30_000 })
  return (
    <div className="space-y-5">
      <Card
        description={
          role === 'support'
            ? t('Your own consoles in this guest. Its owner sees them, too.')
            : t('Consoles of support and of administrators always, those of the owners if they want it.')
        }
        flush
        title={t('Recorded consoles')}
      >
        <QueryView query={recordings}>
          {(rows) =>
            rows.length === 0 ? (
              <EmptyState icon="console" title={t('Nothing was recorded')}>
                {t(
                  'As soon as support or an administrator opens a console in this guest, its recording is here.',
                )}
              </EmptyState>
            ) : (
              <DataTable
                caption={t('Recorded consoles')}
                columns={columnsOf(guestId)}
                rowKey={({ id }) => id}
                rows={rows}
              />
            )
          }
        </QueryView>
      </Card>
      <RecordingSetting guestId={guestId} />
      {role === 'customer' && <AccountRecording />}
    </div>
  )
}

function columnsOf(guestId: string): Column<RecordingView>[] {
  return [
    {
      id: 'who',
      header: t('Who'),
      cell: (row) => (
        <Link
          className="font-medium text-accent hover:underline"
          href={`/guests/${guestId}/recordings/${row.id}`}
        >
          {row.user.name} <span className="font-normal text-soft">({roleWords(row.user.role)})</span>
        </Link>
      ),
    },
    { id: 'when', header: t('When'), cell: (row) => <TimeAgo at={row.startedAt} /> },
    {
      id: 'seconds',
      header: t('Length'),
      align: 'right',
      cell: (row) => (row.endedAt ? clockTime(row.seconds) : '–'),
    },
    {
      id: 'size',
      header: t('Stored'),
      align: 'right',
      from: 'md',
      cell: (row) => formatBytes(row.storedBytes),
    },
    {
      id: 'end',
      header: t('Ending'),
      from: 'sm',
      cell: (row) => (row.endedAt ? endingWords(row) : <Badge tone="warn">{t('Open now')}</Badge>),
    },
  ]
}
