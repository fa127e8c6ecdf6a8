import type { Metadata } from 'next'
import { Prefetched, prefetch } from '@/app/prefetch.tsx'
import { AccountPage } from '@/features/account/account-page.tsx'
import { t } from '@/language/t.ts'
import { trpc } from '@/trpc/server.tsx'

export function generateMetadata(): Metadata {
  return { title: t('Account') }
}

export default function Page() {
  return (
    <Prefetched
      reads={[
        prefetch(trpc.me.sessions.queryOptions()),
        prefetch(trpc.secondFactor.get.queryOptions()),
        prefetch(trpc.token.list.queryOptions()),
      ]}
    >
      <AccountPage />
    </Prefetched>
  )
}
