'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useTRPC } from '@/trpc/client.tsx'
import { useGuestRefresh } from '../guest/use-guest-refresh.ts'

/** After work on files: what shows how they lie is read again, with the guests and their operations. */
export function useFilesRefresh(): () => Promise<void> {
  const trpc = useTRPC()
  const client = useQueryClient()
  const refreshGuests = useGuestRefresh()
  return async () => {
    await Promise.all([
      client.invalidateQueries(trpc.files.pathFilter()),
      client.invalidateQueries(trpc.storage.pathFilter()),
      refreshGuests(),
    ])
  }
}
