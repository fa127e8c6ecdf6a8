'use client'

import { useQuery } from '@tanstack/react-query'
import { t } from '@/language/t.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Notice } from '@/ui/notice.tsx'
import { pollEvery } from '../feedback/poll-every.ts'
import { noisyWords } from './host-words.ts'
import { GuestLink } from './top-guests.tsx'

const NOISY_EVERY_MS = 15_000

/** Who takes what others wait for, by name: only the house sees it. */
export function NoisyGuests({ hostId }: { hostId: string }) {
  const trpc = useTRPC()
  const noisy = useQuery(
    trpc.host.noisy.queryOptions({ hostId }, { refetchInterval: pollEvery(NOISY_EVERY_MS) }),
  )
  if (!noisy.data) return null
  if (noisy.data.length === 0) return <Notice tone="good">{t('No guest keeps others waiting.')}</Notice>
  return (
    <section aria-label={t('Noisy neighbours')}>
      <ul className="space-y-3">
        {noisy.data.map((guest) => (
          <li key={`${guest.resource} ${guest.name}`}>
            <Notice tone="warn">
              <GuestLink guest={guest} /> {noisyWords(guest)}
            </Notice>
          </li>
        ))}
      </ul>
    </section>
  )
}
