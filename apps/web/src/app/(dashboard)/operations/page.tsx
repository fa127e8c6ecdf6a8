import type { Metadata } from 'next'
import { Prefetched, prefetch } from '@/app/prefetch.tsx'
import { BatchList } from '@/features/batch/batch-list.tsx'
import { OperationList } from '@/features/operation/operation-list.tsx'
import { t } from '@/language/t.ts'
import { trpc } from '@/trpc/server.tsx'
import { PageHeader } from '@/ui/page-header.tsx'

export function generateMetadata(): Metadata {
  return { title: t('Operations') }
}

export default function OperationsPage() {
  return (
    <Prefetched reads={[prefetch(trpc.operation.list.queryOptions())]}>
      <PageHeader description={t('Everything that takes a while, with its log.')} title={t('Operations')} />
      <div className="space-y-5">
        <BatchList />
        <OperationList />
      </div>
    </Prefetched>
  )
}
