'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useTRPC } from '@/trpc/client.tsx'

/** After a change of rules. */
export function useAlertRefresh(): () => Promise<void> {
  const trpc = useTRPC()
  const client = useQueryClient()
  return () => client.invalidateQueries(trpc.alert.pathFilter())
}
