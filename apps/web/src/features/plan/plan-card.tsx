'use client'

import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { PlanView } from '@/server/services/plan/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Badge } from '@/ui/badge.tsx'
import { Button } from '@/ui/button.tsx'
import { Card } from '@/ui/card.tsx'
import { formatCount } from '@/ui/format-cpu.ts'
import { Menu } from '@/ui/menu.tsx'
import { useToast } from '@/ui/toast.tsx'
import { useFailureToast } from '../feedback/use-failure-toast.ts'
import { LimitLines } from '../limit/limit-card.tsx'
import { PlanApplyDialog } from './plan-apply-dialog.tsx'
import { PlanChangeDialog, usePlanRefresh } from './plan-dialog.tsx'
import { planNetworkFacts, quotaWords } from './plan-network-words.ts'
import { isBlocked, olderWords, roomWords } from './plan-words.ts'

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
      description={`${formatCount(plan.guests)} ${plan.guests === 1 ? 'guest' : 'guests'} · version ${plan.version}`}
      title={`Plan ${plan.name}`}
    >
      <LimitLines limit={plan.limit} />
      <NetworkLines network={plan.network} />
      {older && (
        <div className="mt-4 flex flex-wrap items-center justify-between gap-2 border-t border-line pt-3 text-sm">
          <span className="text-soft">{older}.</span>
          <Button onClick={() => setAsking('apply')} size="small">
            Apply…<span className="sr-only"> plan {plan.name}</span>
          </Button>
        </div>
      )}
      {asking === 'change' && <PlanChangeDialog onClose={() => setAsking(null)} plan={plan} />}
      {asking === 'apply' && <PlanApplyDialog onClose={() => setAsking(null)} plan={plan} />}
    </Card>
  )
}

function RoomBadge({ plan }: { plan: PlanView }) {
  if (plan.isRetired) return <Badge>Not sold</Badge>
  const room = roomWords(plan)
  if (!room) return null
  return <Badge tone={isBlocked(plan) ? 'warn' : 'good'}>{isBlocked(plan) ? 'No room' : room}</Badge>
}

const NOT_YOURS = 'A house plan is changed by an administrator.'

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
          retired ? `Plan ${plan.name} is not sold any more.` : `Plan ${plan.name} is sold again.`,
        ),
    }),
  )
  const deniedReason = plan.isOwn ? null : NOT_YOURS
  const turn = () => retire.mutate({ planId: plan.id, retired: !plan.isRetired })
  return (
    <Menu
      items={[
        { label: 'Change…', deniedReason, onSelect: () => onAsk('change') },
        {
          label: 'Apply to older guests…',
          deniedReason: plan.olderGuests === 0 ? 'All its guests have this version.' : null,
          onSelect: () => onAsk('apply'),
        },
        { label: plan.isRetired ? 'Sell again' : 'Stop selling', deniedReason, onSelect: turn },
      ]}
      label={`Actions for plan ${plan.name}`}
      trigger="⋯"
      triggerClass="inline-flex size-8 items-center justify-center rounded-lg border border-line hover:bg-raised"
    />
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
