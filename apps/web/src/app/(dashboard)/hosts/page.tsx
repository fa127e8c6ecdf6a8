import type { Metadata } from 'next'
import { Prefetched, prefetch } from '@/app/prefetch.tsx'
import { HostList } from '@/features/host/host-list.tsx'
import { t } from '@/language/t.ts'
import { trpc } from '@/trpc/server.tsx'
import { PageHeader } from '@/ui/page-header.tsx'

export function generateMetadata(): Metadata {
  return { title: t('Hosts') }
}

export default function HostsPage() {
  return (
    <Prefetched reads={[prefetch(trpc.host.list.queryOptions())]}>
      <PageHeader description={t('The machines that guests run on.')} title={t('Hosts')} />
      <HostList />
    </Prefetched>
  )
}
