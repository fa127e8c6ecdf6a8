'use client'

import { useMutation } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { t } from '@/language/t.ts'
import type { GuestView } from '@/server/services/guest/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { useToast } from '@/ui/toast.tsx'
import { useFailureToast } from '../feedback/use-failure-toast.ts'
import { useGuestRefresh } from '../guest/use-guest-refresh.ts'

type Guest = Pick<GuestView, 'id' | 'name'>

/** Into the bin, with a way back in the same breath. */
export function useBin({ id: guestId, name }: Guest) {
  const trpc = useTRPC()
  const router = useRouter()
  const toast = useToast()
  const restore = useRestore()
  const bin = useMutation(
    trpc.guest.bin.mutationOptions({
      onSuccess: () => {
        const undo = { label: t('Undo'), onSelect: () => restore.run({ id: guestId, name }) }
        toast('good', t('{name} is in the bin for a day.', { name }), undo)
        router.push('/guests')
      },
      onError: useFailureToast(),
      onSettled: useGuestRefresh(),
    }),
  )
  return { run: () => bin.mutate({ guestId }), isPending: bin.isPending }
}

export function useRestore() {
  const trpc = useTRPC()
  const toast = useToast()
  const restore = useMutation(
    trpc.guest.restore.mutationOptions({
      onSuccess: () => toast('good', t('The guest is out of the bin. Start it when you like.')),
      onError: useFailureToast(),
      onSettled: useGuestRefresh(),
    }),
  )
  return { run: ({ id }: Guest) => restore.mutate({ guestId: id }), isPending: restore.isPending }
}
