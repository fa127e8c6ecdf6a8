import type { Metadata } from 'next'
import type { ListPageProps } from '@/app/list-page-props.ts'
import { Prefetched, prefetch } from '@/app/prefetch.tsx'
import { PoolPage } from '@/features/address/pool-page.tsx'
import { requestOf } from '@/features/paging/page-of.ts'
import { t } from '@/language/t.ts'
import { trpc } from '@/trpc/server.tsx'

export function generateMetadata(): Metadata {
  return { title: t('Address pool') }
}

type Props = ListPageProps & { params: Promise<{ poolId: string }> }

export default async function Page({ params, searchParams }: Props) {
  const { page } = await searchParams
  const { poolId } = await params
  const reads = [
    prefetch(trpc.address.pools.queryOptions()),
    prefetch(trpc.address.ofPool.queryOptions({ poolId, ...requestOf(null, page) })),
  ]
  return (
    <Prefetched reads={reads}>
      <PoolPage poolId={poolId} />
    </Prefetched>
  )
}
