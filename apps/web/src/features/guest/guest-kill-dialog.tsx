'use client'

import { useMutation } from '@tanstack/react-query'
import { t } from '@/language/t.ts'
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
        toast('good', t('{name} was ended at once.', { name: guest.name }))
        onClose()
      },
      onSettled: refresh,
    }),
  )
  return (
    <Dialog onClose={onClose} title={t('Kill {name}?', { name: guest.name })}>
      <p className="text-soft">
        {t(
          'All its processes end at once, without saving anything. Its files stay. Use this only when “Stop” does not work.',
        )}
      </p>
      {kill.error && (
        <div className="mt-4">
          <Notice live tone="bad">
            {messageFor(kill.error)}
          </Notice>
        </div>
      )}
      <DialogActions>
        <Button onClick={onClose}>{t('Keep it running')}</Button>
        <Button onClick={() => kill.mutate({ guestId: guest.id })} pending={kill.isPending} variant="danger">
          {t('Kill guest')}
        </Button>
      </DialogActions>
    </Dialog>
  )
}
