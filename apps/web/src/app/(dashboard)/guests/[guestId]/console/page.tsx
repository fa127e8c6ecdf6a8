import type { Metadata } from 'next'
import { Prefetched } from '@/app/prefetch.tsx'
import { ConsolePage } from '@/features/console/console-page.tsx'
import { t } from '@/language/t.ts'
import { findGuestName } from '../find-guest.ts'

type Props = { params: Promise<{ guestId: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: t('Console of {name}', { name: await findGuestName((await params).guestId) }) }
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
