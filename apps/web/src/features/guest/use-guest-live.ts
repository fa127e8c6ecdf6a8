'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useSubscription } from '@trpc/tanstack-react-query'
import { useRouter } from 'next/navigation'
import { t } from '@/language/t.ts'
import type { GuestWatchEvent } from '@/server/services/guest/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { useToast } from '@/ui/toast.tsx'
import { useSetTrouble } from '../feedback/trouble.tsx'
import { useFeedHealth } from '../feedback/use-feed-health.ts'
import { applyEvent, isAway } from './guest-cache.ts'

/** Keeps the page of one guest as the host reports it; the queries stay the only place that is read. */
export function useGuestLive(guestId: string): void {
  const trpc = useTRPC()
  const client = useQueryClient()
  const router = useRouter()
  const toast = useToast()
  const setTrouble = useSetTrouble()

  const take = (event: GuestWatchEvent) => {
    if (event.kind === 'deleted') {
      toast('good', t('This guest was deleted.'))
      return router.replace('/guests')
    }
    setTrouble({ host: isAway(event) })
    client.setQueryData(trpc.guest.get.queryKey({ guestId }), (guest) => guest && applyEvent(guest, event))
    // What can be done with its files depends on its state and on what goes on.
    if (event.kind === 'guest' || isEnded(event))
      void client.invalidateQueries(trpc.files.get.queryFilter({ guestId }))
    if (isEnded(event)) {
      void client.invalidateQueries(trpc.operation.pathFilter())
      void client.invalidateQueries(trpc.audit.pathFilter())
      void client.invalidateQueries(trpc.guest.get.queryFilter({ guestId }))
    }
  }
  const subscription = useSubscription(
    trpc.guest.watch.subscriptionOptions({ guestId }, { onData: ({ data }) => take(data) }),
  )
  useFeedHealth(subscription.status)
}

function isEnded(event: GuestWatchEvent): boolean {
  return event.kind === 'operation' && event.operation.state !== 'running'
}
