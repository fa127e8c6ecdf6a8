import type { Metadata } from 'next'
import { Prefetched, prefetch } from '@/app/prefetch.tsx'
import { SessionsPage } from '@/features/session/sessions-page.tsx'
import { trpc } from '@/trpc/server.tsx'

export const metadata: Metadata = { title: 'Sessions and password' }

export default function Page() {
  return (
    <Prefetched reads={[prefetch(trpc.me.sessions.queryOptions())]}>
      <SessionsPage />
    </Prefetched>
  )
}
