import type { Metadata } from 'next'
import type { ListPageProps } from '@/app/list-page-props.ts'
import { openDefaultView } from '@/app/open-default-view.ts'
import { Prefetched, prefetch } from '@/app/prefetch.tsx'
import { AuditList } from '@/features/audit/audit-list.tsx'
import { requestOf } from '@/features/paging/page-of.ts'
import { t } from '@/language/t.ts'
import { trpc } from '@/trpc/server.tsx'
import { PageHeader } from '@/ui/page-header.tsx'

export function generateMetadata(): Metadata {
  return { title: t('Audit') }
}

export default async function AuditPage({ searchParams }: ListPageProps) {
  const place = await searchParams
  await openDefaultView('audit', place)
  const { q, page } = place
  return (
    <Prefetched reads={[prefetch(trpc.audit.search.queryOptions(requestOf(q, page)))]}>
      <PageHeader description={t('Who did what, newest first. Rows cannot be changed.')} title={t('Audit')} />
      <AuditList />
    </Prefetched>
  )
}
