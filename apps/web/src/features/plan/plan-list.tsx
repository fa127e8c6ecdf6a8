'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { t } from '@/language/t.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button } from '@/ui/button.tsx'
import { Card } from '@/ui/card.tsx'
import { EmptyState } from '@/ui/empty-state.tsx'
import { openedLater } from '@/ui/opened-later.tsx'
import { PageHeader } from '@/ui/page-header.tsx'
import { QueryView } from '../feedback/query-view.tsx'
import { PlanCard } from './plan-card.tsx'

const PlanCreateDialog = openedLater(() =>
  import('./plan-dialog.tsx').then((module) => module.PlanCreateDialog),
)

export function PlanList() {
  const trpc = useTRPC()
  const plans = useQuery(trpc.plan.list.queryOptions())
  const [adding, setAdding] = useState(false)
  return (
    <>
      <PageHeader
        action={
          <Button icon="plus" onClick={() => setAdding(true)} variant="primary">
            {t('New plan')}
          </Button>
        }
        description={t(
          'A plan is what you sell: a bundle of limits that a new guest starts with. A change makes a new version; guests that were sold keep theirs until you apply it.',
        )}
        title={t('Plans')}
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
                action={<Button onClick={() => setAdding(true)}>{t('New plan')}</Button>}
                icon="plans"
                title={t('No plans yet')}
              >
                {t('Guests are created from a plan, so this comes first.')}
              </EmptyState>
            </Card>
          )
        }
      </QueryView>
      {adding && <PlanCreateDialog onClose={() => setAdding(false)} />}
    </>
  )
}
