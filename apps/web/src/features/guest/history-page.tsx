'use client'

import { useQuery } from '@tanstack/react-query'
import dynamic from 'next/dynamic'
import { t } from '@/language/t.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { PageHeader } from '@/ui/page-header.tsx'
import { Skeleton } from '@/ui/skeleton.tsx'
import { AvailabilityCard } from '../availability/availability-card.tsx'
import { QueryView } from '../feedback/query-view.tsx'
import { ChartsSkeleton } from '../metric/charts-skeleton.tsx'
import { SlowCard } from '../slow/slow-card.tsx'
import { GuestSkeleton } from './guest-skeleton.tsx'
import { GuestState } from './guest-state.tsx'
import { useGuestLive } from './use-guest-live.ts'

/** They wait for what the host says, and come when the page is there, to a place that is kept. */
const HistoryCharts = dynamic(() => import('./history-charts.tsx').then((module) => module.HistoryCharts), {
  ssr: false,
  loading: () => <ChartsSkeleton />,
})

/** The last on the page, with the words of every act: it comes as the charts do. */
const TimelineCard = dynamic(
  () => import('../timeline/timeline-card.tsx').then((module) => module.TimelineCard),
  { ssr: false, loading: () => <Skeleton className="h-96 w-full rounded-2xl" /> },
)

/** All that is known of one guest's past: every chart, the verdict on it, what happened and how long it was up. */
export function HistoryPage({ guestId }: { guestId: string }) {
  const trpc = useTRPC()
  const guest = useQuery(trpc.guest.get.queryOptions({ guestId }))
  return (
    <QueryView query={guest} skeleton={<GuestSkeleton />}>
      {(view) => (
        <>
          <Live guestId={guestId} />
          <PageHeader
            crumbs={[
              { label: t('Guests'), href: '/guests' },
              { label: view.name, href: `/guests/${guestId}` },
            ]}
            description={
              <span className="font-medium text-ink">
                <GuestState state={view.state} />
              </span>
            }
            title={t('History of {name}', { name: view.name })}
          />
          <div className="space-y-5">
            <HistoryCharts guest={view} />
            <SlowCard guest={view} />
            <AvailabilityCard guest={view} />
            <TimelineCard guestId={guestId} />
          </div>
        </>
      )}
    </QueryView>
  )
}

/** Only for a guest that was found: a foreign id must not open a feed. */
function Live({ guestId }: { guestId: string }) {
  useGuestLive(guestId)
  return null
}
