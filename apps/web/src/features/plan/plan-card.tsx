'use client'

import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { t } from '@/language/t.ts'
import type { PlanView } from '@/server/services/plan/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Badge } from '@/ui/badge.tsx'
import { Button } from '@/ui/button.tsx'
import { Card } from '@/ui/card.tsx'
import { Menu } from '@/ui/menu.tsx'
import { openedLater } from '@/ui/opened-later.tsx'
import { useToast } from '@/ui/toast.tsx'
import { useFailureToast } from '../feedback/use-failure-toast.ts'
import { LimitLines } from '../limit/limit-card.tsx'
import { planNetworkFacts, quotaWords } from './plan-network-words.ts'
import { olderWords } from './plan-words.ts'
import { RoomLine } from './room-line.tsx'
import { hasNone } from './room-words.ts'
import { usePlanRefresh } from './use-plan-refresh.ts'

const PlanApplyDialog = openedLater(() =>
  import('./plan-apply-dialog.tsx').then((module) => module.PlanApplyDialog),
)
const PlanChangeDialog = openedLater(() =>
  import('./plan-dialog.tsx').then((module) => module.PlanChangeDialog),
)

export function PlanCard({ plan }: { plan: PlanView }) {
  const [asking, setAsking] = useState<'change' | 'apply' | null>(null)
  const older = olderWords(plan)
  return (
    <Card
      action={
        <div className="flex items-center gap-2">
          <RoomBadge plan={plan} />
          <PlanMenu onAsk={setAsking} plan={plan} />
        </div>
      }
      description={t('{guests, plural, one {# guest} other {# guests}} · version {version}', {
        guests: plan.guests,
        version: plan.version,
      })}
      title={t('Plan {plan}', { plan: plan.name })}
    >
      <LimitLines limit={plan.limit} />
      <NetworkLines network={plan.network} />
      {!plan.isRetired && <RoomLine className="mt-4 border-t border-line pt-3" room={plan} />}
      {older && (
        <div className="mt-4 flex flex-wrap items-center justify-between gap-2 border-t border-line pt-3 text-sm">
          <span className="text-soft">{older}.</span>
          <Button onClick={() => setAsking('apply')} size="small">
            {t('Apply…')}
            <span className="sr-only"> {t('plan {plan}', { plan: plan.name })}</span>
          </Button>
        </div>
      )}
      {asking === 'change' && <PlanChangeDialog onClose={() => setAsking(null)} plan={plan} />}
      {asking === 'apply' && <PlanApplyDialog onClose={() => setAsking(null)} plan={plan} />}
    </Card>
  )
}

function RoomBadge({ plan }: { plan: PlanView }) {
  if (plan.isRetired) return <Badge>{t('Not sold')}</Badge>
  if (plan.roomFor === null) return null
  return hasNone(plan) ? (
    <Badge tone="warn">{t('No room')}</Badge>
  ) : (
    <Badge tone="good">
      {t('Room for {count, plural, one {# more} other {# more}}', { count: plan.roomFor })}
    </Badge>
  )
}

function PlanMenu({ plan, onAsk }: { plan: PlanView; onAsk: (what: 'change' | 'apply') => void }) {
  const trpc = useTRPC()
  const toast = useToast()
  const onError = useFailureToast()
  const onSettled = usePlanRefresh()
  const retire = useMutation(
    trpc.plan.retire.mutationOptions({
      onError,
      onSettled,
      onSuccess: (_done, { retired }) =>
        toast(
          'good',
          retired
            ? t('Plan {plan} is not sold any more.', { plan: plan.name })
            : t('Plan {plan} is sold again.', { plan: plan.name }),
        ),
    }),
  )
  const deniedReason = plan.isOwn ? null : t('A house plan is changed by an administrator.')
  const turn = () => retire.mutate({ planId: plan.id, retired: !plan.isRetired })
  return (
    <Menu
      items={[
        { label: t('Change…'), deniedReason, onSelect: () => onAsk('change') },
        {
          label: t('Apply to older guests…'),
          deniedReason: plan.olderGuests === 0 ? t('All its guests have this version.') : null,
          onSelect: () => onAsk('apply'),
        },
        { label: plan.isRetired ? t('Sell again') : t('Stop selling'), deniedReason, onSelect: turn },
      ]}
      label={t('Actions for plan {plan}', { plan: plan.name })}
      trigger="⋯"
      triggerClass="inline-flex size-8 items-center justify-center rounded-lg border border-line hover:bg-raised"
    />
  )
}

function NetworkLines({ network }: Pick<PlanView, 'network'>) {
  const quota = quotaWords(network)
  return (
    <div className="mt-4 border-t border-line pt-3 text-sm">
      <h3 className="font-semibold">{t('Network')}</h3>
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
