import type { Metadata } from 'next'
import { Prefetched, prefetch } from '@/app/prefetch.tsx'
import { NetworkPage } from '@/features/network/network-page.tsx'
import { t } from '@/language/t.ts'
import { trpc } from '@/trpc/server.tsx'
import { findGuestName } from '../find-guest.ts'

type Props = { params: Promise<{ guestId: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: t('Network of {name}', { name: await findGuestName((await params).guestId) }) }
}

export default async function Page({ params }: Props) {
  const { guestId } = await params
  await findGuestName(guestId)
  const reads = [
    prefetch(trpc.guest.get.queryOptions({ guestId })),
    prefetch(trpc.network.get.queryOptions({ guestId })),
    prefetch(trpc.traffic.get.queryOptions({ guestId })),
    prefetch(trpc.firewall.get.queryOptions({ guestId })),
  ]
  return (
    <Prefetched reads={reads}>
      <NetworkPage guestId={guestId} />
    </Prefetched>
  )
}
