'use client'

import { useQuery } from '@tanstack/react-query'
import { useTRPC } from '@/trpc/client.tsx'
import { pollEvery } from '../feedback/poll-every.ts'

/** Booked once a minute. */
const TRAFFIC_EVERY_MS = 30_000

export function useTraffic(guestId: string) {
  const trpc = useTRPC()
  return useQuery(
    trpc.traffic.get.queryOptions({ guestId }, { refetchInterval: pollEvery(TRAFFIC_EVERY_MS) }),
  )
}
