import type { Metadata } from 'next'
import { Prefetched, prefetch } from '@/app/prefetch.tsx'
import { PlannerPage } from '@/features/planner/planner-page.tsx'
import { t } from '@/language/t.ts'
import { trpc } from '@/trpc/server.tsx'

export function generateMetadata(): Metadata {
  return { title: t('Planner') }
}

export default function Page() {
  return (
    <Prefetched reads={[prefetch(trpc.planner.read.queryOptions())]}>
      <PlannerPage />
    </Prefetched>
  )
}
