'use client'

import { useMutation } from '@tanstack/react-query'
import { messageFor } from '@/messages.ts'
import type { GuestView } from '@/server/services/guest/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button } from '@/ui/button.tsx'
import { Dialog, DialogActions } from '@/ui/dialog.tsx'
import { Notice } from '@/ui/notice.tsx'
import { useToast } from '@/ui/toast.tsx'
import { useGuestRefresh } from './use-guest-refresh.ts'

export function GuestKillDialog({ guest, onClose }: { guest: GuestView; onClose: () => void }) {
  const trpc = useTRPC()
  const toast = useToast()
  const refresh = useGuestRefresh()
  const kill = useMutation(
    trpc.guest.kill.mutationOptions({
      onSuccess: () => {
        toast('good', `${guest.name} was ended at once.`)
        onClose()
      },
      onSettled: refresh,
    }),
  )
  return (
    <Dialog onClose={onClose} title={`Kill ${guest.name}?`}>
      <p className="text-soft">
        All its processes end at once, without saving anything. Its files stay. Use this only when “Stop” does
        not work.
      </p>
      {kill.error && (
        <div className="mt-4">
          <Notice live tone="bad">
            {messageFor(kill.error)}
          </Notice>
        </div>
      )}
      <DialogActions>
        <Button onClick={onClose}>Keep it running</Button>
        <Button onClick={() => kill.mutate({ guestId: guest.id })} pending={kill.isPending} variant="danger">
          Kill guest
        </Button>
      </DialogActions>
    </Dialog>
  )
}
