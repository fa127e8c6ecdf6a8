'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { rich, t } from '@/language/t.ts'
import type { BulkView } from '@/server/services/bulk/model.ts'
import type { HostView } from '@/server/services/host/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Badge } from '@/ui/badge.tsx'
import { Button } from '@/ui/button.tsx'
import { CopyButton } from '@/ui/copy-button.tsx'
import { openedLater } from '@/ui/opened-later.tsx'
import { TimeAgo } from '@/ui/time-ago.tsx'
import { QueryView } from '../feedback/query-view.tsx'
import { useFailureToast } from '../feedback/use-failure-toast.ts'
import { BULK_LOOK, bulkWords } from './bulk-words.ts'

const BulkAskDialog = openedLater(() =>
  import('./bulk-ask-dialog.tsx').then((module) => module.BulkAskDialog),
)

/** Root confirms on the host meanwhile, so they are read again. */
const BULK_EVERY_MS = 5000

/** Permits to stop or delete more guests than the host lets through in a short time. */
export function BulkPermits({ host }: { host: HostView }) {
  const trpc = useTRPC()
  const [asking, setAsking] = useState(false)
  const hostId = host.id
  const permits = useQuery(trpc.bulk.list.queryOptions({ hostId }, { refetchInterval: BULK_EVERY_MS }))
  return (
    <section className="border-t border-line pt-4">
      <header className="mb-3 flex flex-wrap items-start justify-between gap-3">
        <div className="min-w-0 flex-1 basis-60">
          <h3 className="text-sm font-semibold">{t('Bulk permits')}</h3>
          <p className="text-sm text-faint">
            {t(
              'The host lets only a few guests be stopped or deleted in a short time, whoever asks. For more, ask here and confirm as root on the host.',
            )}
          </p>
        </div>
        <Button onClick={() => setAsking(true)} size="small">
          {t('Ask for a permit')}
        </Button>
      </header>
      <QueryView query={permits}>
        {(rows) =>
          rows.length === 0 ? (
            <p className="text-sm text-faint">{t('No permit is open.')}</p>
          ) : (
            <ul className="space-y-3">
              {rows.map((permit) => (
                <Permit hostId={hostId} key={permit.id} permit={permit} />
              ))}
            </ul>
          )
        }
      </QueryView>
      {asking && <BulkAskDialog host={host} onClose={() => setAsking(false)} />}
    </section>
  )
}

function Permit({ permit, hostId }: { permit: BulkView; hostId: string }) {
  const trpc = useTRPC()
  const client = useQueryClient()
  const onError = useFailureToast()
  const withdraw = useMutation(
    trpc.bulk.withdraw.mutationOptions({
      onError,
      onSuccess: (rows) => client.setQueryData(trpc.bulk.list.queryKey({ hostId }), rows),
    }),
  )
  const look = BULK_LOOK[permit.state]
  return (
    <li className="rounded-xl border border-line p-4 text-sm">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <span className="font-medium">
          {permit.id}: {bulkWords(permit)}
        </span>
        <Badge tone={look.tone}>{t(look.label)}</Badge>
        <span className="flex-1 text-faint">
          {rich('asked {time}', { time: <TimeAgo at={permit.askedAt} /> })}
        </span>
        <Button
          aria-label={t('Withdraw permit {id}', { id: permit.id })}
          onClick={() => withdraw.mutate({ hostId, id: permit.id })}
          pending={withdraw.isPending}
          size="small"
        >
          {t('Withdraw')}
        </Button>
      </div>
      {permit.state === 'asked' && (
        <div className="mt-3">
          <p className="mb-1.5 text-soft">{t('To confirm, run as root on the host:')}</p>
          <div className="flex flex-wrap items-center gap-2">
            <code className="min-w-0 rounded-lg bg-raised px-3 py-2 font-mono break-all">
              {permit.command}
            </code>
            <CopyButton text={permit.command} />
          </div>
        </div>
      )}
    </li>
  )
}
