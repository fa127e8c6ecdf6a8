'use client'

import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { rich, t } from '@/language/t.ts'
import type { GuestView } from '@/server/services/guest/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Card } from '@/ui/card.tsx'
import { ProgressBar } from '@/ui/progress-bar.tsx'
import { TimeAgo } from '@/ui/time-ago.tsx'
import { lastOf } from './last-of.ts'
import { operationFault } from './operation-fault.ts'
import { KIND_LABEL, STATE_WITHIN } from './operation-words.ts'

/** The operation under way, or the last one in a line. */
export function GuestOperation({ guest }: { guest: GuestView }) {
  const { operation } = guest
  if (!operation) return <LastOperation guestId={guest.id} />
  return (
    <Card>
      <div className="mb-2 flex items-center justify-between gap-4">
        <p className="font-medium" role="status">
          {t(KIND_LABEL[operation.kind])}: <span className="text-soft">{operation.step || t('waiting')}</span>
        </p>
        <Link className="text-sm text-accent hover:underline" href={`/operations/${operation.id}`}>
          {t('Show log')}
        </Link>
      </div>
      <ProgressBar label={t(KIND_LABEL[operation.kind])} percent={operation.percent} />
    </Card>
  )
}

function LastOperation({ guestId }: { guestId: string }) {
  const trpc = useTRPC()
  const operations = useQuery(trpc.operation.list.queryOptions(lastOf(guestId)))
  const last = operations.data?.[0]
  if (!last) return null
  const fault = operationFault(last)
  return (
    <p className="text-sm text-soft">
      {rich('Last operation: {operation}, {state} {ago}', {
        operation: (
          <Link
            className="font-medium text-ink hover:text-accent hover:underline"
            href={`/operations/${last.id}`}
          >
            {t(KIND_LABEL[last.kind])}
          </Link>
        ),
        state: t(STATE_WITHIN[last.state]),
        ago: <TimeAgo at={last.finishedAt ?? last.startedAt} />,
      })}
      {fault && <span className="text-bad">. {fault}</span>}
    </p>
  )
}
