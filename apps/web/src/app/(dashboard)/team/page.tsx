import type { Metadata } from 'next'
import { Prefetched, prefetch } from '@/app/prefetch.tsx'
import { TeamPage } from '@/features/team/team-page.tsx'
import { t } from '@/language/t.ts'
import { trpc } from '@/trpc/server.tsx'

export function generateMetadata(): Metadata {
  return { title: t('Team') }
}

export default function Page() {
  const reads = [prefetch(trpc.team.members.queryOptions()), prefetch(trpc.invitation.list.queryOptions())]
  return (
    <Prefetched reads={reads}>
      <TeamPage />
    </Prefetched>
  )
}
