import type { Metadata } from 'next'
import { Prefetched, prefetch } from '@/app/prefetch.tsx'
import { activityOf } from '@/features/audit/activity-of.ts'
import { GuestPage } from '@/features/guest/guest-page.tsx'
import { lastOf } from '@/features/operation/last-of.ts'
import { trpc } from '@/trpc/server.tsx'
import { findGuestName } from './find-guest.ts'

type Props = { params: Promise<{ guestId: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: await findGuestName((await params).guestId) }
}

export default async function Page({ params }: Props) {
  const { guestId } = await params
  await findGuestName(guestId)
  const reads = [
    prefetch(trpc.hit.list.queryOptions({ guestId, range: 'hour' })),
    prefetch(trpc.audit.list.queryOptions(activityOf(guestId))),
    prefetch(trpc.operation.list.queryOptions(lastOf(guestId))),
  ]
  return (
    <Prefetched reads={reads}>
      <GuestPage guestId={guestId} />
    </Prefetched>
  )
}
