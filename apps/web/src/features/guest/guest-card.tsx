'use client'

import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { t } from '@/language/t.ts'
import type { GuestView } from '@/server/services/guest/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Card } from '@/ui/card.tsx'
import { formatLoad } from '@/ui/format-cpu.ts'
import { TimeAgo, TimeSince } from '@/ui/time-ago.tsx'
import { actionWords, isWorthTelling } from '../audit/audit-words.ts'
import { GuestMeters } from './guest-meters.tsx'
import { explainState, GuestState } from './guest-state.tsx'

/** A guest at a glance: up since, load, use against limit, what happened last. */
export function GuestCard({ guest }: { guest: GuestView }) {
  const isUp = guest.state === 'running' && guest.startedAt !== null
  const problem = explainState(guest)
  return (
    <Card
      action={<GuestState state={guest.state} />}
      className="h-full"
      description={`${guest.templateLabel} · ${t('Plan {name}', { name: guest.plan.name })}`}
      title={
        <Link className="rounded hover:text-accent hover:underline" href={`/guests/${guest.id}`}>
          {guest.name}
        </Link>
      }
    >
      {problem && <p className="mb-4 text-sm text-bad">{problem}</p>}
      <dl className="mb-5 grid grid-cols-2 gap-4 text-sm">
        <div>
          <dt className="text-faint">{t('Uptime')}</dt>
          <dd className="font-medium">
            {isUp && guest.startedAt ? <TimeSince at={guest.startedAt} /> : '–'}
          </dd>
        </div>
        <div>
          <dt className="text-faint">{t('Load 1 / 5 / 15 min')}</dt>
          <dd className="font-medium tabular-nums">{isUp ? loads(guest) : '–'}</dd>
        </div>
      </dl>
      <GuestMeters guest={guest} />
      <LastEvent guestId={guest.id} />
    </Card>
  )
}

function loads({ latest }: GuestView): string {
  return latest ? [latest.load1, latest.load5, latest.load15].map(formatLoad).join(' / ') : '–'
}

function LastEvent({ guestId }: { guestId: string }) {
  const trpc = useTRPC()
  const last = useQuery(trpc.audit.list.queryOptions({ guestId, rows: 10 })).data?.find(isWorthTelling)
  if (!last) return null
  return (
    <p className="mt-5 border-t border-line pt-3 text-sm text-faint">
      {last.userName} {actionWords(last.action, t('{name, select, other {it}}', { name: last.subject }))}{' '}
      <TimeAgo at={last.at} />
    </p>
  )
}
