import type { Metadata } from 'next'
import { Prefetched, prefetch } from '@/app/prefetch.tsx'
import { AuditList } from '@/features/audit/audit-list.tsx'
import { t } from '@/language/t.ts'
import { trpc } from '@/trpc/server.tsx'
import { PageHeader } from '@/ui/page-header.tsx'

export function generateMetadata(): Metadata {
  return { title: t('Audit') }
}

export default function AuditPage() {
  return (
    <Prefetched reads={[prefetch(trpc.audit.list.queryOptions({}))]}>
      <PageHeader description={t('Who did what, newest first. Rows cannot be changed.')} title={t('Audit')} />
      <AuditList />
    </Prefetched>
  )
}
