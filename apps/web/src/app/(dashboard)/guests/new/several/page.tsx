import type { Metadata } from 'next'
import { Prefetched, prefetch } from '@/app/prefetch.tsx'
import { GuestsCreate } from '@/features/guest/guests-create.tsx'
import { t } from '@/language/t.ts'
import { trpc } from '@/trpc/server.tsx'

export function generateMetadata(): Metadata {
  return { title: t('Create several guests') }
}

export default function CreateGuestsPage() {
  return (
    <Prefetched
      reads={[
        prefetch(trpc.customer.list.queryOptions()),
        prefetch(trpc.plan.list.queryOptions()),
        prefetch(trpc.template.list.queryOptions()),
        prefetch(trpc.allowance.summary.queryOptions()),
      ]}
    >
      <GuestsCreate />
    </Prefetched>
  )
}
