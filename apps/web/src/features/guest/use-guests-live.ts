'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useSubscription } from '@trpc/tanstack-react-query'
import type { GuestListEvent } from '@/server/services/guest/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { useSetTrouble } from '../feedback/trouble.tsx'
import { useFeedHealth } from '../feedback/use-feed-health.ts'
import { applyEvent, isAway, updateLists } from './guest-cache.ts'

/** Keeps every list of guests on the page up to date. */
export function useGuestsLive(): void {
  const trpc = useTRPC()
  const client = useQueryClient()
  const setTrouble = useSetTrouble()

  const take = (event: GuestListEvent) => {
    setTrouble({ host: isAway(event) })
    updateLists(client, trpc, event.guestId, (guest) =>
      event.kind === 'deleted' ? null : applyEvent(guest, event),
    )
    if (event.kind === 'guest' && !isListed(event.guestId))
      void client.invalidateQueries(trpc.guest.list.queryFilter())
    if (event.kind === 'operation' && event.operation.state !== 'running')
      void client.invalidateQueries(trpc.operation.list.queryFilter())
  }
  const isListed = (guestId: string) =>
    client
      .getQueriesData<{ id: string }[]>(trpc.guest.list.queryFilter())
      .some(([, guests]) => guests?.some((guest) => guest.id === guestId))
  const subscription = useSubscription(
    trpc.guest.watchList.subscriptionOptions({}, { onData: ({ data }) => take(data) }),
  )
  useFeedHealth(subscription.status)
}
