import type { Metadata } from 'next'
import { Prefetched, prefetch } from '@/app/prefetch.tsx'
import { OperationPage } from '@/features/operation/operation-page.tsx'
import { trpc } from '@/trpc/server.tsx'

export const metadata: Metadata = { title: 'Operation' }

export default async function Page({ params }: { params: Promise<{ operationId: string }> }) {
  const { operationId } = await params
  return (
    <Prefetched reads={[prefetch(trpc.operation.get.queryOptions({ operationId }))]}>
      <OperationPage operationId={operationId} />
    </Prefetched>
  )
}
