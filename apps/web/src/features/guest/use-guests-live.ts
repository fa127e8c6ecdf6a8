'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useSubscription } from '@trpc/tanstack-react-query'
import type { GuestListEvent, GuestView } from '@/server/services/guest/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { useSetTrouble } from '../feedback/trouble.tsx'
import { useFeedHealth } from '../feedback/use-feed-health.ts'
import { applyEvent, isAway, updateLists } from './guest-cache.ts'

/** Keeps the guests that are shown up to date, and asks for the list again when guests come or go. */
export function useGuestsLive(shown: readonly Pick<GuestView, 'id'>[] | undefined): void {
  const trpc = useTRPC()
  const client = useQueryClient()
  const setTrouble = useSetTrouble()
  const guestIds = (shown ?? []).map(({ id }) => id).sort()

  const take = (event: GuestListEvent) => {
    if (event.kind === 'listed') return void client.invalidateQueries(trpc.guest.list.queryFilter())
    setTrouble({ host: isAway(event) })
    updateLists(client, trpc, event.guestId, (guest) =>
      event.kind === 'deleted' ? null : applyEvent(guest, event),
    )
    if (event.kind === 'deleted') void client.invalidateQueries(trpc.guest.list.queryFilter())
    if (event.kind === 'operation' && event.operation.state !== 'running')
      void client.invalidateQueries(trpc.operation.pathFilter())
  }
  const subscription = useSubscription(
    trpc.guest.watchList.subscriptionOptions(
      { guestIds },
      { enabled: shown !== undefined, onData: ({ data }) => take(data) },
    ),
  )
  useFeedHealth(shown === undefined ? 'connecting' : subscription.status)
}
