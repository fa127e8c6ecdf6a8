import type { Metadata } from 'next'
import { Prefetched, prefetch } from '@/app/prefetch.tsx'
import { PlannerPage } from '@/features/planner/planner-page.tsx'
import { trpc } from '@/trpc/server.tsx'

export const metadata: Metadata = { title: 'Planner' }

export default function Page() {
  return (
    <Prefetched reads={[prefetch(trpc.planner.read.queryOptions())]}>
      <PlannerPage />
    </Prefetched>
  )
}
