'use client'

import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
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
        crumbs={[{ label: 'Operations', href: '/operations' }]}
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
              {' · '}started <TimeAgo at={data.startedAt} /> by {data.userName ?? 'the host'}
            </>
          )
        }
        title={data ? KIND_LABEL[data.kind] : 'Operation'}
      />
      <Card>
        <OperationProgress operationId={operationId} />
      </Card>
    </>
  )
}
