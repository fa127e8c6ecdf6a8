import type { Metadata } from 'next'
import { Prefetched, prefetch } from '@/app/prefetch.tsx'
import { CustomerList } from '@/features/customer/customer-list.tsx'
import { t } from '@/language/t.ts'
import { trpc } from '@/trpc/server.tsx'

export function generateMetadata(): Metadata {
  return { title: t('Customers') }
}

export default function CustomersPage() {
  return (
    <Prefetched reads={[prefetch(trpc.customer.list.queryOptions())]}>
      <CustomerList />
    </Prefetched>
  )
}
