import type { Metadata } from 'next'
import { Prefetched, prefetch } from '@/app/prefetch.tsx'
import { TemplatePage } from '@/features/template/template-page.tsx'
import { t } from '@/language/t.ts'
import { trpc } from '@/trpc/server.tsx'

export function generateMetadata(): Metadata {
  return { title: t('Templates') }
}

export default function TemplatesPage() {
  return (
    <Prefetched reads={[prefetch(trpc.template.list.queryOptions())]}>
      <TemplatePage />
    </Prefetched>
  )
}
