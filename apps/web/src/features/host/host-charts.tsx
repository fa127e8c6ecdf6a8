'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { t } from '@/language/t.ts'
import type { HostView } from '@/server/services/host/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Skeleton } from '@/ui/skeleton.tsx'
import { pollEvery } from '../feedback/poll-every.ts'
import { QueryView } from '../feedback/query-view.tsx'
import { HOST_SPECS } from '../metric/host-specs.ts'
import { LookChoice } from '../metric/look-choice.tsx'
import { RANGE_EVERY_MS } from '../metric/range-words.ts'
import { SeriesCard } from '../metric/series-card.tsx'
import { useLook } from '../metric/use-range.ts'

/** Charts of one machine over the range of the address. */
export function HostCharts({ host }: { host: HostView }) {
  const trpc = useTRPC()
  const [look, setLook] = useLook()
  const series = useQuery(
    trpc.host.history.queryOptions(
      { hostId: host.id, range: look.range },
      { refetchInterval: pollEvery(RANGE_EVERY_MS[look.range]), placeholderData: keepPreviousData },
    ),
  )
  return (
    <section aria-label={t('Charts')} className="space-y-4">
      <LookChoice look={look} onChange={setLook} />
      <QueryView query={series} skeleton={<Skeleton className="h-64 w-full" />}>
        {(view) => (
          <div className="grid gap-5 xl:grid-cols-2">
            {HOST_SPECS.map((spec) => (
              <SeriesCard
                key={spec.id}
                look={look}
                spec={spec}
                subject={{ id: `host-${host.id}`, name: host.name }}
                view={view}
              />
            ))}
          </div>
        )}
      </QueryView>
    </section>
  )
}
