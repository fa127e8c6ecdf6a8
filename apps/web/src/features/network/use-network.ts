'use client'

import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { GuestTraffic } from '@vserver/core/traffic/model'
import { useState } from 'react'
import type { NetworkView } from '@/server/services/network/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { pollEvery } from '../feedback/poll-every.ts'
import { useGuestRefresh } from '../guest/use-guest-refresh.ts'
import { type Speed, speedBetween } from './network-words.ts'

/** Each reading tries what the host can do, so it is asked rarely; an act of ours shows at once. */
const NETWORK_EVERY_MS = 60_000
/** The host counts every ten seconds while somebody asks; twice as often misses no reading. */
const LIVE_EVERY_MS = 5000

export function useNetwork(guestId: string) {
  const trpc = useTRPC()
  return useQuery(
    trpc.network.get.queryOptions({ guestId }, { refetchInterval: pollEvery(NETWORK_EVERY_MS) }),
  )
}

/** What a mutation of the network answers is the network as it is now. */
export function useNetworkSaved(guestId: string) {
  const trpc = useTRPC()
  const client = useQueryClient()
  const refresh = useGuestRefresh()
  return {
    onSuccess: (view: NetworkView) => client.setQueryData(trpc.network.get.queryKey({ guestId }), view),
    onSettled: async () => {
      await Promise.all([client.invalidateQueries(trpc.network.get.queryFilter({ guestId })), refresh()])
    },
  }
}

type Live = { use: GuestTraffic | null; speed: Speed | null }

/** What passed since the guest was made, and how fast it is: from one reading to the next. */
export function useLive(guestId: string): Live {
  const trpc = useTRPC()
  const options = trpc.traffic.live.queryOptions({ guestId }, { refetchInterval: LIVE_EVERY_MS })
  const use = useQuery(options).data ?? null
  const [live, setLive] = useState<Live>({ use: null, speed: null })
  // The last speed stays until there is another reading.
  if (use !== null && use.at !== live.use?.at)
    setLive({ use, speed: speedBetween(live.use, use) ?? live.speed })
  return { use, speed: live.speed }
}
