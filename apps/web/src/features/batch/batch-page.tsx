'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import Link from 'next/link'
import { rich, t } from '@/language/t.ts'
import type { BatchItemView, BatchView } from '@/server/services/batch/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Badge } from '@/ui/badge.tsx'
import { Button } from '@/ui/button.tsx'
import { Card } from '@/ui/card.tsx'
import { type Column, DataTable } from '@/ui/data-table.tsx'
import { PageHeader } from '@/ui/page-header.tsx'
import { ProgressBar } from '@/ui/progress-bar.tsx'
import { TimeAgo } from '@/ui/time-ago.tsx'
import { QueryView } from '../feedback/query-view.tsx'
import { useFailureToast } from '../feedback/use-failure-toast.ts'
import { batchOutcome, batchPercent, batchTitle, ITEM_LOOK } from './batch-words.ts'

const BUSY_EVERY_MS = 1000

/** How each guest of a batch fared, while it goes on and afterwards. */
export function BatchPage({ batchId }: { batchId: string }) {
  const trpc = useTRPC()
  const batch = useQuery(
    trpc.batch.get.queryOptions(
      { batchId },
      { refetchInterval: ({ state }) => (state.data?.finishedAt ? false : BUSY_EVERY_MS) },
    ),
  )
  return <QueryView query={batch}>{(view) => <Shown batch={view} />}</QueryView>
}

function Shown({ batch }: { batch: BatchView }) {
  return (
    <>
      <PageHeader
        action={<Cancel batch={batch} />}
        crumbs={[{ label: t('Operations'), href: '/operations' }]}
        description={rich('Begun {ago} by {user}', {
          ago: <TimeAgo at={batch.createdAt} />,
          user: batch.userName,
        })}
        title={batchTitle(batch)}
      />
      <Card flush>
        <div className="space-y-2 px-5 py-4">
          <ProgressBar label={batchTitle(batch)} percent={batchPercent(batch)} />
          <p aria-live="polite" className="text-soft">
            {batchOutcome(batch)}
            {batch.state === 'cancelled' && ` · ${t('cancelled')}`}
          </p>
        </div>
        <DataTable
          caption={t('Guests')}
          columns={columns()}
          rowKey={({ guestId }) => guestId}
          rows={batch.items}
        />
      </Card>
    </>
  )
}

function Cancel({ batch }: { batch: BatchView }) {
  const trpc = useTRPC()
  const client = useQueryClient()
  const onError = useFailureToast()
  const onSettled = () => client.invalidateQueries(trpc.batch.get.queryFilter({ batchId: batch.id }))
  const cancel = useMutation(trpc.batch.cancel.mutationOptions({ onError, onSettled }))
  if (batch.state !== 'running') return null
  return (
    <Button onClick={() => cancel.mutate({ batchId: batch.id })} pending={cancel.isPending}>
      {t('Cancel the rest')}
    </Button>
  )
}

const columns = (): Column<BatchItemView>[] => [
  {
    id: 'guest',
    header: t('Guest'),
    cell: ({ guestId, guestName }) => (
      <Link className="rounded font-medium hover:text-accent hover:underline" href={`/guests/${guestId}`}>
        {guestName}
      </Link>
    ),
  },
  {
    id: 'state',
    header: t('State'),
    cell: ({ state, message }) => (
      <>
        <Badge tone={ITEM_LOOK[state].tone}>{t(ITEM_LOOK[state].label)}</Badge>
        {message && <p className="mt-1 max-w-96 text-[0.8125rem] text-soft">{message}</p>}
      </>
    ),
  },
  {
    id: 'operation',
    header: t('Operation'),
    from: 'sm',
    cell: ({ operationId }) =>
      operationId && (
        <Link className="rounded text-accent hover:underline" href={`/operations/${operationId}`}>
          {t('Log')}
        </Link>
      ),
  },
]
