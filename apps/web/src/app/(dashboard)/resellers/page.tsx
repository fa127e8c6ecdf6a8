import type { Metadata } from 'next'
import type { ListPageProps } from '@/app/list-page-props.ts'
import { Prefetched, prefetch } from '@/app/prefetch.tsx'
import { requestOf } from '@/features/paging/page-of.ts'
import { ResellerList } from '@/features/reseller/reseller-list.tsx'
import { RESELLERS_A_PAGE } from '@/features/reseller/resellers-a-page.ts'
import { t } from '@/language/t.ts'
import { trpc } from '@/trpc/server.tsx'

export function generateMetadata(): Metadata {
  return { title: t('Resellers') }
}

export default async function ResellersPage({ searchParams }: ListPageProps) {
  const { q, page } = await searchParams
  return (
    <Prefetched
      reads={[
        prefetch(trpc.account.searchResellers.queryOptions({ ...requestOf(q, page), ...RESELLERS_A_PAGE })),
      ]}
    >
      <ResellerList />
    </Prefetched>
  )
}
