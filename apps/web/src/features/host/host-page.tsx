'use client'

import { useQuery } from '@tanstack/react-query'
import dynamic from 'next/dynamic'
import { t } from '@/language/t.ts'
import type { HostView } from '@/server/services/host/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Badge } from '@/ui/badge.tsx'
import { Card } from '@/ui/card.tsx'
import { PageHeader } from '@/ui/page-header.tsx'
import { Skeleton } from '@/ui/skeleton.tsx'
import { Stat, StatRow } from '@/ui/stat.tsx'
import { pollEvery } from '../feedback/poll-every.ts'
import { QueryView } from '../feedback/query-view.tsx'
import { ChartsSkeleton } from '../metric/charts-skeleton.tsx'
import { HostCard } from './host-card.tsx'
import { HOSTS_EVERY_MS } from './host-list.tsx'
import { fillingWords } from './host-words.ts'
import { NoisyGuests } from './noisy-guests.tsx'
import { TopGuests } from './top-guests.tsx'

const FILLING_EVERY_MS = 300_000

/** The last on the page: it comes when the page is there, to a place that is kept. */
const HostCharts = dynamic(() => import('./host-charts.tsx').then((module) => module.HostCharts), {
  ssr: false,
  loading: () => <ChartsSkeleton />,
})

/** One machine: how it is now, who uses it, who disturbs whom, and when it will be full. */
export function HostPage({ hostId }: { hostId: string }) {
  const trpc = useTRPC()
  const host = useQuery(trpc.host.get.queryOptions({ hostId }, { refetchInterval: HOSTS_EVERY_MS }))
  return (
    <QueryView query={host} skeleton={<Skeleton className="h-72 w-full rounded-2xl" />}>
      {(view) => (
        <>
          <PageHeader
            crumbs={[{ label: t('Hosts'), href: '/hosts' }]}
            description={t('Who uses it, who waits for it, and when it will be full.')}
            title={view.name}
          />
          <div className="space-y-5">
            <NoisyGuests hostId={hostId} />
            <HostCard host={view} />
            <Ahead host={view} />
            <TopGuests hostId={hostId} />
            <HostCharts host={view} />
          </div>
        </>
      )}
    </QueryView>
  )
}

function Ahead({ host }: { host: HostView }) {
  const trpc = useTRPC()
  const filling = useQuery(
    trpc.host.filling.queryOptions({ hostId: host.id }, { refetchInterval: pollEvery(FILLING_EVERY_MS) }),
  )
  return (
    <Card description={t('By the storage in use of the last month.')} title={t('Full when')}>
      <QueryView query={filling}>
        {(found) => {
          const { words, hint, tone } = fillingWords(found)
          return (
            <StatRow>
              <Stat hint={hint} label={t('Storage full')}>
                <Badge tone={tone}>{words}</Badge>
              </Stat>
            </StatRow>
          )
        }}
      </QueryView>
    </Card>
  )
}
