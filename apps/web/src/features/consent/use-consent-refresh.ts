'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useTRPC } from '@/trpc/client.tsx'

/** After something about consent was done: all that shows it is read again. */
export function useConsentRefresh(): () => void {
  const trpc = useTRPC()
  const client = useQueryClient()
  return () => {
    void client.invalidateQueries({ queryKey: trpc.consent.pathKey() })
    void client.invalidateQueries({ queryKey: trpc.console.pathKey() })
  }
}
