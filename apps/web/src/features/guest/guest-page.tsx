'use client'

import { useQuery } from '@tanstack/react-query'
import dynamic from 'next/dynamic'
import { useSearchParams } from 'next/navigation'
import { t } from '@/language/t.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { LinkButton } from '@/ui/button.tsx'
import { Card } from '@/ui/card.tsx'
import { Skeleton } from '@/ui/skeleton.tsx'
import { QueryView } from '../feedback/query-view.tsx'
import { LimitCard } from '../limit/limit-card.tsx'
import { ChartsSkeleton } from '../metric/charts-skeleton.tsx'
import { GuestOperation } from '../operation/guest-operation.tsx'
import { GuestHeader } from './guest-header.tsx'
import { GuestMeters } from './guest-meters.tsx'
import { GuestSkeleton } from './guest-skeleton.tsx'
import { GuestVitals } from './guest-vitals.tsx'
import { useGuestLive } from './use-guest-live.ts'

/** Both wait for what the host says, and come when the page is there, to a place that is kept. */
const GuestInsight = dynamic(() => import('./guest-insight.tsx').then((module) => module.GuestInsight), {
  ssr: false,
  loading: () => (
    <>
      <Skeleton className="h-80 w-full rounded-2xl" />
      <ChartsSkeleton />
    </>
  ),
})

/** Below what is seen first, and as heavy: it comes as that does. */
const GuestMore = dynamic(() => import('./guest-more.tsx').then((module) => module.GuestMore), {
  ssr: false,
  loading: () => <div className="h-dvh" />,
})

export function GuestPage({ guestId }: { guestId: string }) {
  const trpc = useTRPC()
  const guest = useQuery(trpc.guest.get.queryOptions({ guestId }))
  return (
    <QueryView query={guest} skeleton={<GuestSkeleton />}>
      {(view) => (
        <>
          <Live guestId={guestId} />
          <GuestHeader guest={view} />
          <div className="space-y-5">
            <GuestOperation guest={view} />
            <GuestVitals guest={view} />
            <div className="grid gap-5 lg:grid-cols-[minmax(0,1fr)_20rem]">
              <div className="min-w-0 space-y-5">
                <GuestInsight guest={view} />
              </div>
              <div className="space-y-5">
                <HistoryLink guestId={guestId} />
                <LinkButton className="w-full" href={`/guests/${guestId}/recordings`}>
                  {t('Recorded consoles')}
                </LinkButton>
                <Card title={t('Use against limit')}>
                  <GuestMeters guest={view} />
                </Card>
                <div id="limits">
                  <LimitCard guest={view} />
                </div>
              </div>
            </div>
            <GuestMore guest={view} />
          </div>
        </>
      )}
    </QueryView>
  )
}

/** With the range that is looked at. */
function HistoryLink({ guestId }: { guestId: string }) {
  const search = useSearchParams()
  return (
    <LinkButton className="w-full" href={`/guests/${guestId}/history${search.size > 0 ? `?${search}` : ''}`}>
      {t('All charts and timeline')}
    </LinkButton>
  )
}

/** Only for a guest that was found: a foreign id must not open a feed. */
function Live({ guestId }: { guestId: string }) {
  useGuestLive(guestId)
  return null
}
