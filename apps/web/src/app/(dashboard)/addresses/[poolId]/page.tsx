import type { Metadata } from 'next'
import { Prefetched, prefetch } from '@/app/prefetch.tsx'
import { PoolPage } from '@/features/address/pool-page.tsx'
import { t } from '@/language/t.ts'
import { trpc } from '@/trpc/server.tsx'

export function generateMetadata(): Metadata {
  return { title: t('Address pool') }
}

type Props = { params: Promise<{ poolId: string }> }

export default async function Page({ params }: Props) {
  const { poolId } = await params
  const reads = [
    prefetch(trpc.address.pools.queryOptions()),
    prefetch(trpc.address.ofPool.queryOptions({ poolId })),
  ]
  return (
    <Prefetched reads={reads}>
      <PoolPage poolId={poolId} />
    </Prefetched>
  )
}
