'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { t } from '@/language/t.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { useToast } from '@/ui/toast.tsx'
import { useGuestRefresh } from '../guest/use-guest-refresh.ts'

/** Hits are counted on while somebody looks. */
const HITS_EVERY_MS = 5000

export function useFirewall(guestId: string) {
  const trpc = useTRPC()
  return useQuery(trpc.firewall.get.queryOptions({ guestId }, { refetchInterval: HITS_EVERY_MS }))
}

/** Saving is at once, also for a guest that does not run; what was saved is what the host says afterwards. */
export function useSetFirewall(guestId: string, onSaved: () => void) {
  const trpc = useTRPC()
  const client = useQueryClient()
  const toast = useToast()
  const refresh = useGuestRefresh()
  return useMutation(
    trpc.firewall.set.mutationOptions({
      onSuccess: (view) => {
        client.setQueryData(trpc.firewall.get.queryKey({ guestId }), view)
        toast('good', t('Firewall saved; it is in force.'))
        onSaved()
      },
      onSettled: refresh,
    }),
  )
}
