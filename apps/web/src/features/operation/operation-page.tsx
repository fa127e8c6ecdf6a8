'use client'

import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { rich, t } from '@/language/t.ts'
import type { OperationView } from '@/server/services/operation/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Card } from '@/ui/card.tsx'
import { PageHeader } from '@/ui/page-header.tsx'
import { TimeAgo } from '@/ui/time-ago.tsx'
import { OperationProgress } from './operation-progress.tsx'
import { KIND_LABEL } from './operation-words.ts'

export function OperationPage({ operationId }: { operationId: string }) {
  const trpc = useTRPC()
  const { data } = useQuery(trpc.operation.get.queryOptions({ operationId }))
  return (
    <>
      <PageHeader
        crumbs={[{ label: t('Operations'), href: '/operations' }]}
        description={
          data && (
            <>
              {data.guestId ? (
                <Link
                  className="font-medium text-ink hover:text-accent hover:underline"
                  href={`/guests/${data.guestId}`}
                >
                  {data.guestName ?? data.subject}
                </Link>
              ) : (
                data.subject
              )}
              {' · '}
              {startedBy(data)}
            </>
          )
        }
        title={data ? t(KIND_LABEL[data.kind]) : t('Operation')}
      />
      <Card>
        <OperationProgress operationId={operationId} />
      </Card>
    </>
  )
}

function startedBy({ startedAt, userName }: OperationView) {
  const ago = <TimeAgo at={startedAt} />
  return userName === null
    ? rich('started {ago} by the host', { ago })
    : rich('started {ago} by {user}', { ago, user: userName })
}
