import type { Metadata } from 'next'
import type { ListPageProps } from '@/app/list-page-props.ts'
import { openDefaultView } from '@/app/open-default-view.ts'
import { Prefetched, prefetch } from '@/app/prefetch.tsx'
import { CustomerList } from '@/features/customer/customer-list.tsx'
import { requestOf } from '@/features/paging/page-of.ts'
import { t } from '@/language/t.ts'
import { trpc } from '@/trpc/server.tsx'

export function generateMetadata(): Metadata {
  return { title: t('Customers') }
}

export default async function CustomersPage({ searchParams }: ListPageProps) {
  const place = await searchParams
  await openDefaultView('customers', place)
  const { q, page } = place
  return (
    <Prefetched reads={[prefetch(trpc.customer.search.queryOptions(requestOf(q, page)))]}>
      <CustomerList />
    </Prefetched>
  )
}
