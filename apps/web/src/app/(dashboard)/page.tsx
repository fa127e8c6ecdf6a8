import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { findMe } from '@/app/find-me.ts'
import { Prefetched, prefetch } from '@/app/prefetch.tsx'
import { FIRST_GUESTS } from '@/features/guest/first-guests.ts'
import {
  FAILED_OPERATIONS,
  FIRST_CUSTOMERS,
  OWN_CONSOLES,
  RUNNING_OPERATIONS,
  SUPPORT_GUESTS,
} from '@/features/home/home-reads.ts'
import { RoleHome } from '@/features/home/role-home.tsx'
import { FIRST_RESELLERS } from '@/features/reseller/resellers-a-page.ts'
import { t } from '@/language/t.ts'
import { trpc } from '@/trpc/server.tsx'

export function generateMetadata(): Metadata {
  return { title: t('Overview') }
}

export default async function HomePage() {
  const me = await findMe()
  if (!me) redirect('/sign-in')
  const reads = {
    admin: () => [
      prefetch(trpc.host.list.queryOptions()),
      prefetch(trpc.template.list.queryOptions()),
      prefetch(trpc.operation.list.queryOptions(FAILED_OPERATIONS)),
      prefetch(trpc.operation.list.queryOptions(RUNNING_OPERATIONS)),
      prefetch(trpc.account.searchResellers.queryOptions(FIRST_RESELLERS)),
    ],
    reseller: () => [
      prefetch(trpc.allowance.summary.queryOptions()),
      prefetch(trpc.plan.list.queryOptions()),
      prefetch(trpc.guest.list.queryOptions(FIRST_GUESTS)),
      prefetch(trpc.customer.search.queryOptions(FIRST_CUSTOMERS)),
    ],
    customer: () => [prefetch(trpc.guest.list.queryOptions({}))],
    support: () => [
      prefetch(trpc.guest.list.queryOptions(SUPPORT_GUESTS)),
      prefetch(trpc.audit.list.queryOptions(OWN_CONSOLES)),
    ],
  } as const
  const isPartial = me.user.role === 'reseller' && !me.rights.includes('allowance.read')
  return (
    <Prefetched reads={reads[isPartial ? 'customer' : me.user.role]()}>
      <RoleHome />
    </Prefetched>
  )
}
