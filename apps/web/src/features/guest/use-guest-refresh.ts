'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useTRPC } from '@/trpc/client.tsx'

/** After an act: whatever shows guests, their pool or what was done to them is read again. */
export function useGuestRefresh(): () => Promise<void> {
  const trpc = useTRPC()
  const client = useQueryClient()
  return async () => {
    await Promise.all([
      client.invalidateQueries(trpc.guest.pathFilter()),
      client.invalidateQueries(trpc.operation.pathFilter()),
      client.invalidateQueries(trpc.audit.pathFilter()),
      client.invalidateQueries(trpc.allowance.summary.queryFilter()),
      client.invalidateQueries(trpc.plan.list.queryFilter()),
    ])
  }
}
