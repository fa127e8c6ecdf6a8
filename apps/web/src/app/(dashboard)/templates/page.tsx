import type { Metadata } from 'next'
import { Prefetched, prefetch } from '@/app/prefetch.tsx'
import { TemplateList } from '@/features/template/template-list.tsx'
import { trpc } from '@/trpc/server.tsx'
import { PageHeader } from '@/ui/page-header.tsx'

export const metadata: Metadata = { title: 'Templates' }

export default function TemplatesPage() {
  return (
    <Prefetched reads={[prefetch(trpc.template.list.queryOptions())]}>
      <PageHeader description="Read-only systems that new guests start from." title="Templates" />
      <TemplateList />
    </Prefetched>
  )
}
