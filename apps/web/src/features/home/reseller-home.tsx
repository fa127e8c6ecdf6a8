'use client'

import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { Fragment } from 'react'
import { currentLocale } from '@/language/current.ts'
import { rich, t } from '@/language/t.ts'
import type { PlanView } from '@/server/services/plan/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { LinkButton } from '@/ui/button.tsx'
import { Card } from '@/ui/card.tsx'
import { EmptyState } from '@/ui/empty-state.tsx'
import { PageHeader } from '@/ui/page-header.tsx'
import { Skeleton } from '@/ui/skeleton.tsx'
import { PoolBars } from '../allowance/pool-bars.tsx'
import { CustomerTable } from '../customer/customer-list.tsx'
import { QueryView } from '../feedback/query-view.tsx'
import { FIRST_GUESTS } from '../guest/first-guests.ts'
import { NoGuests } from '../guest/guest-list.tsx'
import { GuestTable } from '../guest/guest-table.tsx'
import { useGuestsLive } from '../guest/use-guests-live.ts'
import { WorstCard } from '../hit/worst-card.tsx'
import { useMe } from '../session/me.tsx'
import { FIRST_CUSTOMERS } from './home-reads.ts'

/** The pool first: it says what can still be sold. */
export function ResellerHome() {
  const trpc = useTRPC()
  const me = useMe()
  const pool = useQuery(trpc.allowance.summary.queryOptions())
  const plans = useQuery(trpc.plan.list.queryOptions())
  const guests = useQuery(trpc.guest.list.queryOptions(FIRST_GUESTS))
  const customers = useQuery(trpc.customer.search.queryOptions(FIRST_CUSTOMERS))
  useGuestsLive(guests.data?.rows)
  return (
    <>
      <PageHeader
        action={
          <LinkButton href="/guests/new" icon="plus" variant="primary">
            {t('Create guest')}
          </LinkButton>
        }
        description={<RoomLine plans={plans.data ?? []} />}
        title={me.account?.name ?? me.user.name}
      />
      <div className="space-y-5">
        <Card description={t('Reserved by your guests, of what you may reserve.')} title={t('Your pool')}>
          <QueryView query={pool} skeleton={<Skeleton className="h-14 w-full" />}>
            {(lines) => <PoolBars pool={lines} />}
          </QueryView>
        </Card>
        <WorstCard />
        <Card action={<AllGuests total={guests.data?.total ?? 0} />} flush title={t('Guests')}>
          <QueryView query={guests}>
            {({ rows }) => (rows.length > 0 ? <GuestTable guests={rows} /> : <NoGuests />)}
          </QueryView>
        </Card>
        <Card action={<AllCustomers />} flush title={t('Customers')}>
          <QueryView query={customers}>
            {({ rows }) =>
              rows.length > 0 ? (
                <CustomerTable customers={rows} />
              ) : (
                <EmptyState
                  action={<LinkButton href="/customers">{t('Add a customer')}</LinkButton>}
                  icon="customers"
                  title={t('No customers yet')}
                />
              )
            }
          </QueryView>
        </Card>
      </div>
    </>
  )
}

function RoomLine({ plans }: { plans: readonly PlanView[] }) {
  const rooms = plans.filter((plan) => plan.roomFor !== null && !plan.isRetired)
  if (rooms.length === 0) return t('Your guests, customers and pool.')
  const either = new Intl.ListFormat(currentLocale(), { type: 'disjunction' })
  const byId = new Map(rooms.map((plan) => [plan.id, plan]))
  return rich('Room for {plans}', {
    plans: (
      <>
        {either.formatToParts(byId.keys()).map(({ type, value }, index) => (
          <Fragment key={type === 'element' ? value : index}>
            {type === 'element' ? <PlanRoom plan={byId.get(value)} /> : value}
          </Fragment>
        ))}
      </>
    ),
  })
}

function PlanRoom({ plan }: { plan: PlanView | undefined }) {
  return (
    <>
      <span className="font-medium text-ink tabular-nums">{plan?.roomFor}</span> × {plan?.name}
    </>
  )
}

function AllGuests({ total }: { total: number }) {
  return (
    <Link className="rounded text-sm font-medium text-accent hover:underline" href="/guests">
      {total > FIRST_GUESTS.rows ? t('All guests ({count})', { count: total }) : t('All guests')}
    </Link>
  )
}

function AllCustomers() {
  return (
    <Link className="rounded text-sm font-medium text-accent hover:underline" href="/customers">
      {t('All customers')}
    </Link>
  )
}
