'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { GuestMetric } from '@vserver/core/metric/model'
import { t } from '@/language/t.ts'
import type { GuestView } from '@/server/services/guest/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { cx } from '@/ui/cx.ts'
import { Skeleton } from '@/ui/skeleton.tsx'
import { pollEvery } from '../feedback/poll-every.ts'
import { QueryView } from '../feedback/query-view.tsx'
import { type ChartSpec, metricsOf } from '../metric/chart-spec.ts'
import { LookChoice } from '../metric/look-choice.tsx'
import { RANGE_EVERY_MS } from '../metric/range-words.ts'
import { SeriesCard } from '../metric/series-card.tsx'
import { useLook } from '../metric/use-range.ts'

/** Charts of one guest over the range of the address, all with the same moment under the pointer. */
export function GuestCharts({ guest, specs }: { guest: GuestView; specs: readonly ChartSpec[] }) {
  const trpc = useTRPC()
  const [look, setLook] = useLook()
  const { range } = look
  const polled = { refetchInterval: pollEvery(RANGE_EVERY_MS[range]), placeholderData: keepPreviousData }
  const metrics = metricsOf(specs) as GuestMetric[]
  const series = useQuery(trpc.sample.range.queryOptions({ guestId: guest.id, range, metrics }, polled))
  const hits = useQuery(trpc.hit.list.queryOptions({ guestId: guest.id, range }, polled))
  return (
    <section aria-label={t('Charts')} className="min-w-0 space-y-4">
      <LookChoice look={look} onChange={setLook} />
      <QueryView query={series} skeleton={<Skeleton className="h-64 w-full" />}>
        {(view) => (
          <div
            className={cx(
              'grid content-start gap-5 xl:grid-cols-2',
              series.isPlaceholderData && 'opacity-60',
            )}
          >
            {specs.map((spec, index) => (
              <SeriesCard
                hits={hits.data ?? []}
                key={spec.id}
                limit={guest.limit}
                look={look}
                spec={spec}
                subject={{ id: `guest-${guest.id}`, name: guest.name }}
                view={view}
                {...(index === 0 && specs.length % 2 === 1 && { className: 'xl:col-span-2' })}
              />
            ))}
          </div>
        )}
      </QueryView>
    </section>
  )
}
