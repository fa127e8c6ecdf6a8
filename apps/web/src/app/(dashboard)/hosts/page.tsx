import type { Metadata } from 'next'
import { Prefetched, prefetch } from '@/app/prefetch.tsx'
import { HostList } from '@/features/host/host-list.tsx'
import { trpc } from '@/trpc/server.tsx'
import { PageHeader } from '@/ui/page-header.tsx'

export const metadata: Metadata = { title: 'Hosts' }

export default function HostsPage() {
  return (
    <Prefetched reads={[prefetch(trpc.host.list.queryOptions())]}>
      <PageHeader description="The machines that guests run on." title="Hosts" />
      <HostList />
    </Prefetched>
  )
}
