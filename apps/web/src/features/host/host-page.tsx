'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
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
import { HOST_SPECS } from '../metric/host-specs.ts'
import { LookChoice } from '../metric/look-choice.tsx'
import { RANGE_EVERY_MS } from '../metric/range-words.ts'
import { SeriesCard } from '../metric/series-card.tsx'
import { useLook } from '../metric/use-range.ts'
import { HostCard } from './host-card.tsx'
import { HOSTS_EVERY_MS } from './host-list.tsx'
import { fillingWords } from './host-words.ts'
import { NoisyGuests } from './noisy-guests.tsx'
import { TopGuests } from './top-guests.tsx'

const FILLING_EVERY_MS = 300_000

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

function HostCharts({ host }: { host: HostView }) {
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
