'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { t } from '@/language/t.ts'
import type { PlannerView } from '@/server/services/planner/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Card } from '@/ui/card.tsx'
import { EmptyState } from '@/ui/empty-state.tsx'
import { PageHeader } from '@/ui/page-header.tsx'
import { QueryView } from '../feedback/query-view.tsx'
import { HostOutcome } from './host-outcome.tsx'
import type { Mix } from './mix.ts'
import { MixFields } from './mix-fields.tsx'
import { mixNow } from './planner-words.ts'
import { PoolOutcome } from './pool-outcome.tsx'

/** What if so many guests of each plan were sold: against what they are promised, and what such guests really use. */
export function PlannerPage() {
  const trpc = useTRPC()
  const planner = useQuery(trpc.planner.read.queryOptions(undefined, { staleTime: Number.POSITIVE_INFINITY }))
  return (
    <>
      <PageHeader
        description={t(
          'Move the counts and see what would run out first. New guests are taken to behave like those that run now, by the last week, hour by hour.',
        )}
        title={t('Planner')}
      />
      <QueryView query={planner}>
        {(view) =>
          view.plans.length > 0 ? (
            <Planner view={view} />
          ) : (
            <Card>
              <EmptyState icon="plans" title={t('No plan is sold')}>
                {t('There is nothing to plan with before there is a plan.')}
              </EmptyState>
            </Card>
          )
        }
      </QueryView>
    </>
  )
}

function Planner({ view }: { view: PlannerView }) {
  const [mix, setMix] = useState<Mix>(() => mixNow(view.plans))
  return (
    <div className="grid items-start gap-5 lg:grid-cols-2">
      <Card description={t('Guests of each plan; it begins with what is sold now.')} title={t('Sold')}>
        <MixFields mix={mix} onChange={setMix} plans={view.plans} />
      </Card>
      <div className="space-y-5">
        {view.pool && <PoolOutcome mix={mix} pool={view.pool} plans={view.plans} />}
        {view.hosts.map((host) => (
          <HostOutcome host={host} key={host.hostId} mix={mix} plans={view.plans} />
        ))}
      </div>
    </div>
  )
}
