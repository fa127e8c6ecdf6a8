import type { Metadata } from 'next'
import { Prefetched, prefetch } from '@/app/prefetch.tsx'
import { ResellerList } from '@/features/reseller/reseller-list.tsx'
import { trpc } from '@/trpc/server.tsx'

export const metadata: Metadata = { title: 'Resellers' }

export default function ResellersPage() {
  return (
    <Prefetched reads={[prefetch(trpc.account.listResellers.queryOptions())]}>
      <ResellerList />
    </Prefetched>
  )
}
