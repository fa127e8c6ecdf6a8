'use client'

import { useMutation, useQuery } from '@tanstack/react-query'
import { GuestName } from '@vserver/core/guest/model'
import { useRouter } from 'next/navigation'
import { useEffect, useRef } from 'react'
import { t } from '@/language/t.ts'
import { messageFor } from '@/messages.ts'
import type { PlanView } from '@/server/services/plan/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button } from '@/ui/button.tsx'
import { Card } from '@/ui/card.tsx'
import { type Column, DataTable } from '@/ui/data-table.tsx'
import { Notice } from '@/ui/notice.tsx'
import { poolAfter } from '../allowance/pool-after.ts'
import { RoomLine } from '../plan/room-line.tsx'
import { useTemplates } from '../template/use-templates.ts'
import { PoolPreview } from './guest-create-summary.tsx'
import { numberedNames } from './numbered-names.ts'
import type { SeveralDraft } from './several-schema.ts'
import { useGuestRefresh } from './use-guest-refresh.ts'

type ReviewProps = { draft: SeveralDraft; requestKey: string; onBack: () => void }
type Row = { name: string; customer: string; plan: string; template: string }

/** Each guest as it will be made, and what the pool has left then. */
export function GuestsReview({ draft, requestKey, onBack }: ReviewProps) {
  const whole = useRef<HTMLElement>(null)
  // The button that led here is gone, and the focus with it.
  useEffect(() => whole.current?.focus(), [])
  const trpc = useTRPC()
  const router = useRouter()
  const refresh = useGuestRefresh()
  const { rows, plan } = useRows(draft)
  const pool = useQuery(trpc.allowance.summary.queryOptions()).data ?? []
  const create = useMutation(
    trpc.guest.createMany.mutationOptions({
      onSettled: refresh,
      onSuccess: ({ batchId }) => router.push(`/batches/${batchId}`),
    }),
  )
  const { customerId, planId, templateId, initStyle, count } = draft
  const names = rows.map(({ name }) => GuestName.parse(name))
  const order = { customerId, planId, templateId, initStyle, names, requestKey }
  return (
    <section
      aria-label={t('These guests will be made')}
      className="grid gap-5 outline-none lg:grid-cols-[minmax(0,1fr)_21rem] lg:items-start"
      ref={whole}
      tabIndex={-1}
    >
      <Card flush title={t('These guests will be made')}>
        <div className="max-h-128 overflow-y-auto">
          <DataTable caption={t('Guests')} columns={columns()} rowKey={({ name }) => name} rows={rows} />
        </div>
      </Card>
      <Card className="lg:sticky lg:top-6" title={t('Summary')}>
        <p>{t('{count, plural, one {# guest} other {# guests}}', { count })}</p>
        {plan && <RoomLine className="mt-2" room={plan} />}
        {plan && <PoolPreview after={poolAfter(pool, plan.need, count)} />}
        {create.error && (
          <div className="mt-5">
            <Notice live tone="bad">
              {messageFor(create.error)}
            </Notice>
          </div>
        )}
        <div className="mt-5 flex flex-wrap gap-3">
          <Button onClick={onBack}>{t('Change')}</Button>
          <Button
            deniedReason={plan ? tooManyReason(plan, count) : null}
            onClick={() => create.mutate(order)}
            pending={create.isPending || create.isSuccess}
            variant="primary"
          >
            {t('Create {count, plural, one {# guest} other {# guests}}', { count })}
          </Button>
        </div>
      </Card>
    </section>
  )
}

function useRows({ customerId, planId, templateId, pattern, first, count }: SeveralDraft) {
  const trpc = useTRPC()
  const customers = useQuery(trpc.customer.list.queryOptions()).data
  const plan = useQuery(trpc.plan.list.queryOptions()).data?.find(({ id }) => id === planId)
  const template = useTemplates().data?.find(({ id }) => id === templateId)?.label ?? templateId
  const customer = customers?.find(({ id }) => id === customerId)?.name ?? ''
  const rows = numberedNames(pattern, { first, count }).map((name): Row => {
    return { name, customer, plan: plan?.name ?? '', template }
  })
  return { rows, plan }
}

/** What the host lacks refuses nobody. */
function tooManyReason({ roomFor, blockedOn }: PlanView, count: number): string | null {
  if (roomFor === null || roomFor >= count || blockedOn === 'host') return null
  return t('There is room for {room} of these {count} guests; choose fewer.', { room: roomFor, count })
}

const columns = (): Column<Row>[] => [
  { id: 'name', header: t('Name'), cell: ({ name }) => <span className="font-medium">{name}</span> },
  { id: 'customer', header: t('Customer'), cell: ({ customer }) => customer },
  { id: 'plan', header: t('Plan'), cell: ({ plan }) => plan },
  { id: 'template', header: t('Template'), from: 'sm', cell: ({ template }) => template },
]
