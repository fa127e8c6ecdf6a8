import type { Metadata } from 'next'
import { Prefetched } from '@/app/prefetch.tsx'
import { ReplayPage } from '@/features/recording/replay-page.tsx'
import { t } from '@/language/t.ts'
import { findGuestName } from '../../find-guest.ts'

type Props = { params: Promise<{ guestId: string; recordingId: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: t('Recording of {name}', { name: await findGuestName((await params).guestId) }) }
}

export default async function Page({ params }: Props) {
  const { guestId, recordingId } = await params
  const guestName = await findGuestName(guestId)
  return (
    <Prefetched reads={[]}>
      <ReplayPage guestId={guestId} guestName={guestName} recordingId={recordingId} />
    </Prefetched>
  )
}
