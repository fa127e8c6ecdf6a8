'use client'

import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useTRPC } from '@/trpc/client.tsx'
import { Notice } from '@/ui/notice.tsx'
import { pollEvery } from '../feedback/poll-every.ts'
import { AnswerButtons } from './answer-buttons.tsx'
import { grantWords } from './consent-words.ts'

const ASK_EVERY_MS = 15_000

/** On every page: what staff asks of this person and waits for. */
export function PendingBanner() {
  const trpc = useTRPC()
  const pending = useQuery(
    trpc.consent.pending.queryOptions(undefined, { refetchInterval: pollEvery(ASK_EVERY_MS), retry: false }),
  )
  if (!pending.data || pending.data.length === 0) return null
  return (
    <div className="mb-5 space-y-2">
      {pending.data.map((grant) => (
        <Notice action={<AnswerButtons grant={grant} />} key={grant.id} live tone="warn">
          <Link className="font-medium underline" href={`/guests/${grant.guest.id}`}>
            {grant.guest.name}
          </Link>
          : {grantWords(grant)}. {grant.note}
        </Notice>
      ))}
    </div>
  )
}
