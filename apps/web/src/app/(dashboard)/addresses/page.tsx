import type { Metadata } from 'next'
import { Prefetched, prefetch } from '@/app/prefetch.tsx'
import { AddressPage } from '@/features/address/address-page.tsx'
import { trpc } from '@/trpc/server.tsx'

export const metadata: Metadata = { title: 'Addresses' }

export default function Page() {
  return (
    <Prefetched reads={[prefetch(trpc.address.pools.queryOptions())]}>
      <AddressPage />
    </Prefetched>
  )
}
