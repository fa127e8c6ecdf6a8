import type { Metadata } from 'next'
import { Prefetched, prefetch } from '@/app/prefetch.tsx'
import { TemplatePage } from '@/features/template/template-page.tsx'
import { trpc } from '@/trpc/server.tsx'

export const metadata: Metadata = { title: 'Templates' }

export default function TemplatesPage() {
  return (
    <Prefetched reads={[prefetch(trpc.template.list.queryOptions())]}>
      <TemplatePage />
    </Prefetched>
  )
}
