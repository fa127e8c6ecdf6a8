import type { Metadata } from 'next'
import { Prefetched, prefetch } from '@/app/prefetch.tsx'
import { RecordingsPage } from '@/features/recording/recordings-page.tsx'
import { t } from '@/language/t.ts'
import { trpc } from '@/trpc/server.tsx'
import { findGuestName } from '../find-guest.ts'

type Props = { params: Promise<{ guestId: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: t('Recordings of {name}', { name: await findGuestName((await params).guestId) }) }
}

export default async function Page({ params }: Props) {
  const { guestId } = await params
  const guestName = await findGuestName(guestId)
  return (
    <Prefetched reads={[prefetch(trpc.recording.list.queryOptions({ guestId }))]}>
      <RecordingsPage guestId={guestId} guestName={guestName} />
    </Prefetched>
  )
}
