import type { Metadata } from 'next'
import { Prefetched, prefetch } from '@/app/prefetch.tsx'
import { HistoryPage } from '@/features/guest/history-page.tsx'
import { t } from '@/language/t.ts'
import { trpc } from '@/trpc/server.tsx'
import { findGuestName } from '../find-guest.ts'

type Props = { params: Promise<{ guestId: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: t('History of {name}', { name: await findGuestName((await params).guestId) }) }
}

export default async function Page({ params }: Props) {
  const { guestId } = await params
  await findGuestName(guestId)
  const reads = [
    prefetch(trpc.guest.get.queryOptions({ guestId })),
    prefetch(trpc.availability.get.queryOptions({ guestId })),
  ]
  return (
    <Prefetched reads={reads}>
      <HistoryPage guestId={guestId} />
    </Prefetched>
  )
}
