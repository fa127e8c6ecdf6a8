'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { PlanView } from '@/server/services/plan/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Badge } from '@/ui/badge.tsx'
import { Button } from '@/ui/button.tsx'
import { Card } from '@/ui/card.tsx'
import { EmptyState } from '@/ui/empty-state.tsx'
import { formatCount } from '@/ui/format-cpu.ts'
import { PageHeader } from '@/ui/page-header.tsx'
import { QueryView } from '../feedback/query-view.tsx'
import { LimitLines } from '../limit/limit-card.tsx'
import { PlanCreateDialog } from './plan-create-dialog.tsx'
import { planNetworkFacts, quotaWords } from './plan-network-words.ts'
import { isBlocked, roomWords } from './plan-words.ts'

export function PlanList() {
  const trpc = useTRPC()
  const plans = useQuery(trpc.plan.list.queryOptions())
  const [adding, setAdding] = useState(false)
  return (
    <>
      <PageHeader
        action={
          <Button icon="plus" onClick={() => setAdding(true)} variant="primary">
            New plan
          </Button>
        }
        description="A plan is what you sell: a bundle of limits that a new guest starts with."
        title="Plans"
      />
      <QueryView query={plans}>
        {(rows) =>
          rows.length > 0 ? (
            <ul className="grid gap-5 sm:grid-cols-2 xl:grid-cols-3">
              {rows.map((plan) => (
                <li key={plan.id}>
                  <PlanCard plan={plan} />
                </li>
              ))}
            </ul>
          ) : (
            <Card>
              <EmptyState
                action={<Button onClick={() => setAdding(true)}>New plan</Button>}
                icon="plans"
                title="No plans yet"
              >
                Guests are created from a plan, so this comes first.
              </EmptyState>
            </Card>
          )
        }
      </QueryView>
      {adding && <PlanCreateDialog onClose={() => setAdding(false)} />}
    </>
  )
}

function PlanCard({ plan }: { plan: PlanView }) {
  const room = roomWords(plan)
  return (
    <Card
      action={
        room && <Badge tone={isBlocked(plan) ? 'warn' : 'good'}>{isBlocked(plan) ? 'No room' : room}</Badge>
      }
      description={`${formatCount(plan.guests)} ${plan.guests === 1 ? 'guest' : 'guests'}`}
      title={`Plan ${plan.name}`}
    >
      <LimitLines limit={plan.limit} />
      <NetworkLines network={plan.network} />
    </Card>
  )
}

function NetworkLines({ network }: Pick<PlanView, 'network'>) {
  const quota = quotaWords(network)
  return (
    <div className="mt-4 border-t border-line pt-3 text-sm">
      <h3 className="font-semibold">Network</h3>
      <ul className="mt-1">
        {planNetworkFacts(network).map((fact) => (
          <li className="first-letter:uppercase" key={fact}>
            {fact}
          </li>
        ))}
      </ul>
      {quota && <p className="mt-1 text-faint">{quota}</p>}
    </div>
  )
}
