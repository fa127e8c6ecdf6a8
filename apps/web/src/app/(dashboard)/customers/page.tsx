import type { Metadata } from 'next'
import { Prefetched, prefetch } from '@/app/prefetch.tsx'
import { CustomerList } from '@/features/customer/customer-list.tsx'
import { trpc } from '@/trpc/server.tsx'

export const metadata: Metadata = { title: 'Customers' }

export default function CustomersPage() {
  return (
    <Prefetched reads={[prefetch(trpc.customer.list.queryOptions())]}>
      <CustomerList />
    </Prefetched>
  )
}
