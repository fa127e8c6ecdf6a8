'use client'

import { useQuery } from '@tanstack/react-query'
import { useTRPC } from '@/trpc/client.tsx'
import { openedLater } from '@/ui/opened-later.tsx'
import { pollEvery } from '../feedback/poll-every.ts'

const PendingAsks = openedLater(() => import('./pending-asks.tsx').then((module) => module.PendingAsks))

const ASK_EVERY_MS = 15_000

/** On every page: what staff asks of this person and waits for. */
export function PendingBanner() {
  const trpc = useTRPC()
  const pending = useQuery(
    trpc.consent.pending.queryOptions(undefined, { refetchInterval: pollEvery(ASK_EVERY_MS), retry: false }),
  )
  if (!pending.data || pending.data.length === 0) return null
  return <PendingAsks grants={pending.data} />
}
