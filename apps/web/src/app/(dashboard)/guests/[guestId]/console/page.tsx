import type { Metadata } from 'next'
import { Prefetched } from '@/app/prefetch.tsx'
import { ConsolePage } from '@/features/console/console-page.tsx'
import { findGuestName } from '../find-guest.ts'

type Props = { params: Promise<{ guestId: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `Console of ${await findGuestName((await params).guestId)}` }
}

export default async function Page({ params }: Props) {
  const { guestId } = await params
  await findGuestName(guestId)
  return (
    <Prefetched reads={[]}>
      <ConsolePage guestId={guestId} />
    </Prefetched>
  )
}
