import type { Metadata } from 'next'
import { Prefetched, prefetch } from '@/app/prefetch.tsx'
import { AlertPage } from '@/features/alert/alert-page.tsx'
import { t } from '@/language/t.ts'
import { trpc } from '@/trpc/server.tsx'

export function generateMetadata(): Metadata {
  return { title: t('Alerts') }
}

export default function Page() {
  const reads = [
    prefetch(trpc.alert.list.queryOptions()),
    prefetch(trpc.alert.deliveries.queryOptions()),
    prefetch(trpc.alert.channels.queryOptions()),
  ]
  return (
    <Prefetched reads={reads}>
      <AlertPage />
    </Prefetched>
  )
}
