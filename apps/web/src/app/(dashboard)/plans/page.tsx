import type { Metadata } from 'next'
import { Prefetched, prefetch } from '@/app/prefetch.tsx'
import { PlanList } from '@/features/plan/plan-list.tsx'
import { t } from '@/language/t.ts'
import { trpc } from '@/trpc/server.tsx'

export function generateMetadata(): Metadata {
  return { title: t('Plans') }
}

export default function PlansPage() {
  return (
    <Prefetched reads={[prefetch(trpc.plan.list.queryOptions())]}>
      <PlanList />
    </Prefetched>
  )
}
