'use client'

import { useMutation } from '@tanstack/react-query'
import { t } from '@/language/t.ts'
import { messageFor } from '@/messages.ts'
import type { GuestView } from '@/server/services/guest/model.ts'
import type { GuestAddress } from '@/server/services/network/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button } from '@/ui/button.tsx'
import { Dialog, DialogActions } from '@/ui/dialog.tsx'
import { Notice } from '@/ui/notice.tsx'
import { useToast } from '@/ui/toast.tsx'
import { useNetworkSaved } from './use-network.ts'

type Props = { guest: GuestView; address: GuestAddress; onClose: () => void }

/** Says what ends with an address before it is taken. */
export function ReleaseAddressDialog({ guest, address: { address, reverseName }, onClose }: Props) {
  const trpc = useTRPC()
  const toast = useToast()
  const saved = useNetworkSaved(guest.id)
  const remove = useMutation(
    trpc.network.removeAddress.mutationOptions({
      ...saved,
      onSuccess: (view) => {
        saved.onSuccess(view)
        toast('good', t('{address} was taken from {guest}.', { address, guest: guest.name }))
        onClose()
      },
    }),
  )
  return (
    <Dialog onClose={onClose} title={t('Take {address} from {guest}', { address, guest: guest.name })}>
      <p className="text-soft">
        {reverseName
          ? t(
              'Connections to it end at once, and its name {name} goes. It rests for ten minutes before anybody else can get it.',
              { name: reverseName },
            )
          : t('Connections to it end at once. It rests for ten minutes before anybody else can get it.')}
      </p>
      {remove.error && (
        <div className="mt-4">
          <Notice live tone="bad">
            {messageFor(remove.error)}
          </Notice>
        </div>
      )}
      <DialogActions>
        <Button onClick={onClose}>{t('Cancel')}</Button>
        <Button
          onClick={() => remove.mutate({ guestId: guest.id, address })}
          pending={remove.isPending}
          variant="danger"
        >
          {t('Take it away')}
        </Button>
      </DialogActions>
    </Dialog>
  )
}
