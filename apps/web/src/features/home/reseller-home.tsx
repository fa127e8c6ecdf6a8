'use client'

import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
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
            Create guest
          </LinkButton>
        }
        description={<RoomLine plans={plans.data ?? []} />}
        title={me.account?.name ?? me.user.name}
      />
      <div className="space-y-5">
        <Card description="Reserved by your guests, of what you may reserve." title="Your pool">
          <QueryView query={pool} skeleton={<Skeleton className="h-14 w-full" />}>
            {(lines) => <PoolBars pool={lines} />}
          </QueryView>
        </Card>
        <WorstCard />
        <Card action={<AllGuests total={guests.data?.total ?? 0} />} flush title="Guests">
          <QueryView query={guests}>
            {({ rows }) => (rows.length > 0 ? <GuestTable guests={rows} /> : <NoGuests />)}
          </QueryView>
        </Card>
        <Card action={<AllCustomers />} flush title="Customers">
          <QueryView query={customers}>
            {({ rows }) =>
              rows.length > 0 ? (
                <CustomerTable customers={rows} />
              ) : (
                <EmptyState
                  action={<LinkButton href="/customers">Add a customer</LinkButton>}
                  icon="customers"
                  title="No customers yet"
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
  if (rooms.length === 0) return 'Your guests, customers and pool.'
  return (
    <>
      Room for{' '}
      {rooms.map((plan, index) => (
        <span key={plan.id}>
          {index > 0 && (index === rooms.length - 1 ? ' or ' : ', ')}
          <span className="font-medium text-ink tabular-nums">{plan.roomFor}</span> × {plan.name}
        </span>
      ))}
    </>
  )
}

function AllGuests({ total }: { total: number }) {
  return (
    <Link className="rounded text-sm font-medium text-accent hover:underline" href="/guests">
      All guests{total > FIRST_GUESTS.rows ? ` (${total})` : ''}
    </Link>
  )
}

function AllCustomers() {
  return (
    <Link className="rounded text-sm font-medium text-accent hover:underline" href="/customers">
      All customers
    </Link>
  )
}
