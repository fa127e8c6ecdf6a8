'use client'

import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { t } from '@/language/t.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Card } from '@/ui/card.tsx'
import { TimeAgo } from '@/ui/time-ago.tsx'
import { useMe } from '../session/me.tsx'
import { batchOutcome, batchTitle } from './batch-words.ts'

const BUSY_EVERY_MS = 3000

/** What was done to many guests at once; nothing where nothing was. */
export function BatchList() {
  const isStaff = useMe().user.role === 'support'
  return isStaff ? null : <Batches />
}

function Batches() {
  const trpc = useTRPC()
  const { data: batches } = useQuery(
    trpc.batch.list.queryOptions(undefined, {
      refetchInterval: ({ state }) =>
        state.data?.some(({ finishedAt }) => finishedAt === null) ? BUSY_EVERY_MS : false,
    }),
  )
  if (!batches || batches.length === 0) return null
  return (
    <Card flush title={t('On many guests at once')}>
      <ul className="divide-y divide-line">
        {batches.map((batch) => (
          <li className="flex flex-wrap items-baseline justify-between gap-x-4 px-5 py-3" key={batch.id}>
            <Link
              className="rounded font-medium hover:text-accent hover:underline"
              href={`/batches/${batch.id}`}
            >
              {batchTitle(batch)}
            </Link>
            <span className="text-sm text-faint">
              {batchOutcome(batch)} · {batch.userName}, <TimeAgo at={batch.createdAt} />
            </span>
          </li>
        ))}
      </ul>
    </Card>
  )
}
