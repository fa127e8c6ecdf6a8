import type { Metadata } from 'next'
import { Prefetched, prefetch } from '@/app/prefetch.tsx'
import { ResellerList } from '@/features/reseller/reseller-list.tsx'
import { t } from '@/language/t.ts'
import { trpc } from '@/trpc/server.tsx'

export function generateMetadata(): Metadata {
  return { title: t('Resellers') }
}

export default function ResellersPage() {
  return (
    <Prefetched reads={[prefetch(trpc.account.listResellers.queryOptions())]}>
      <ResellerList />
    </Prefetched>
  )
}
