import type { Metadata } from 'next'
import { Prefetched, prefetch } from '@/app/prefetch.tsx'
import { GuestCreate } from '@/features/guest/guest-create.tsx'
import { t } from '@/language/t.ts'
import { trpc } from '@/trpc/server.tsx'

export function generateMetadata(): Metadata {
  return { title: t('Create guest') }
}

export default function CreateGuestPage() {
  return (
    <Prefetched
      reads={[
        prefetch(trpc.customer.list.queryOptions()),
        prefetch(trpc.plan.list.queryOptions()),
        prefetch(trpc.template.list.queryOptions()),
        prefetch(trpc.allowance.summary.queryOptions()),
      ]}
    >
      <GuestCreate />
    </Prefetched>
  )
}
