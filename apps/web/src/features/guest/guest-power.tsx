'use client'

import { useMutation } from '@tanstack/react-query'
import { t } from '@/language/t.ts'
import type { GuestView } from '@/server/services/guest/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button } from '@/ui/button.tsx'
import { useToast } from '@/ui/toast.tsx'
import { useFailureToast } from '../feedback/use-failure-toast.ts'
import { useGuestRefresh } from './use-guest-refresh.ts'

type Power = { run: () => void; isPending: boolean }
type PowerButtonProps = { power: Power; label: string; denied: string | null }

/** Makes the guest run: the first thing to do when it does not. */
export function PowerButton({ power, label, denied }: PowerButtonProps) {
  return (
    <Button
      deniedReason={denied}
      icon="start"
      onClick={power.run}
      pending={power.isPending}
      variant="primary"
    >
      {label}
    </Button>
  )
}

/** Start, stop, restart, with the sentence that says what was begun. */
export function useGuestPower({ id: guestId, name }: Pick<GuestView, 'id' | 'name'>) {
  const trpc = useTRPC()
  const toast = useToast()
  const onError = useFailureToast()
  const refresh = useGuestRefresh()
  const said = (message: string) => ({
    onError,
    onSuccess: () => toast('good', message),
    onSettled: refresh,
  })
  const start = useMutation(trpc.guest.start.mutationOptions(said(t('{name} is starting.', { name }))))
  const stop = useMutation(trpc.guest.stop.mutationOptions(said(t('{name} is shutting down.', { name }))))
  const restart = useMutation(trpc.guest.restart.mutationOptions(said(t('{name} is restarting.', { name }))))
  const pause = useMutation(trpc.guest.pause.mutationOptions(said(t('{name} is being paused.', { name }))))
  const resume = useMutation(trpc.guest.resume.mutationOptions(said(t('{name} goes on.', { name }))))
  return {
    start: { run: () => start.mutate({ guestId }), isPending: start.isPending },
    stop: { run: () => stop.mutate({ guestId }), isPending: stop.isPending },
    pause: { run: () => pause.mutate({ guestId }), isPending: pause.isPending },
    resume: { run: () => resume.mutate({ guestId }), isPending: resume.isPending },
    restart: { run: () => restart.mutate({ guestId }), isPending: restart.isPending },
  }
}
