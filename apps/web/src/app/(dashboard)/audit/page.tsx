import type { Metadata } from 'next'
import { Prefetched, prefetch } from '@/app/prefetch.tsx'
import { AuditList } from '@/features/audit/audit-list.tsx'
import { trpc } from '@/trpc/server.tsx'
import { PageHeader } from '@/ui/page-header.tsx'

export const metadata: Metadata = { title: 'Audit' }

export default function AuditPage() {
  return (
    <Prefetched reads={[prefetch(trpc.audit.list.queryOptions({}))]}>
      <PageHeader description="Who did what, newest first. Rows cannot be changed." title="Audit" />
      <AuditList />
    </Prefetched>
  )
}
