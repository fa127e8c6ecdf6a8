import type { Metadata } from 'next'
import type { ListPageProps } from '@/app/list-page-props.ts'
import { openDefaultView } from '@/app/open-default-view.ts'
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
  const place = await searchParams
  await openDefaultView('resellers', place)
  const { q, page } = place
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
