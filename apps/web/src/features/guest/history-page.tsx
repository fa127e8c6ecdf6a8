'use client'

import { useQuery } from '@tanstack/react-query'
import { t } from '@/language/t.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { PageHeader } from '@/ui/page-header.tsx'
import { AvailabilityCard } from '../availability/availability-card.tsx'
import { QueryView } from '../feedback/query-view.tsx'
import { MAIN_SPECS, MORE_SPECS } from '../metric/guest-specs.ts'
import { SlowCard } from '../slow/slow-card.tsx'
import { TimelineCard } from '../timeline/timeline-card.tsx'
import { GuestCharts } from './guest-charts.tsx'
import { GuestSkeleton } from './guest-skeleton.tsx'
import { GuestState } from './guest-state.tsx'
import { useGuestLive } from './use-guest-live.ts'

const ALL_SPECS = [...MAIN_SPECS, ...MORE_SPECS]

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
            <GuestCharts guest={view} specs={ALL_SPECS} />
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
