import type { Metadata } from 'next'
import { Prefetched, prefetch } from '@/app/prefetch.tsx'
import { AddressPage } from '@/features/address/address-page.tsx'
import { t } from '@/language/t.ts'
import { trpc } from '@/trpc/server.tsx'

export function generateMetadata(): Metadata {
  return { title: t('Addresses') }
}

export default function Page() {
  return (
    <Prefetched reads={[prefetch(trpc.address.pools.queryOptions())]}>
      <AddressPage />
    </Prefetched>
  )
}
