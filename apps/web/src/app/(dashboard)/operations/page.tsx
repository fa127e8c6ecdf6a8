import type { Metadata } from 'next'
import type { ListPageProps } from '@/app/list-page-props.ts'
import { Prefetched, prefetch } from '@/app/prefetch.tsx'
import { BatchList } from '@/features/batch/batch-list.tsx'
import { OperationList } from '@/features/operation/operation-list.tsx'
import { requestOf } from '@/features/paging/page-of.ts'
import { t } from '@/language/t.ts'
import { trpc } from '@/trpc/server.tsx'
import { PageHeader } from '@/ui/page-header.tsx'

export function generateMetadata(): Metadata {
  return { title: t('Operations') }
}

export default async function OperationsPage({ searchParams }: ListPageProps) {
  const { page } = await searchParams
  return (
    <Prefetched reads={[prefetch(trpc.operation.page.queryOptions(requestOf(null, page)))]}>
      <PageHeader description={t('Everything that takes a while, with its log.')} title={t('Operations')} />
      <div className="space-y-5">
        <BatchList />
        <OperationList />
      </div>
    </Prefetched>
  )
}
