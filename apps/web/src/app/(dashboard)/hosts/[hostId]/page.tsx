import type { Metadata } from 'next'
import { Prefetched, prefetch } from '@/app/prefetch.tsx'
import { HostPage } from '@/features/host/host-page.tsx'
import { t } from '@/language/t.ts'
import { trpc } from '@/trpc/server.tsx'

type Props = { params: Promise<{ hostId: string }> }

export function generateMetadata(): Metadata {
  return { title: t('Host') }
}

export default async function Page({ params }: Props) {
  const { hostId } = await params
  return (
    <Prefetched reads={[prefetch(trpc.host.get.queryOptions({ hostId }))]}>
      <HostPage hostId={hostId} />
    </Prefetched>
  )
}
