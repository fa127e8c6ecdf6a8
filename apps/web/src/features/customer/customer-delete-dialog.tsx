'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { t } from '@/language/t.ts'
import { messageFor } from '@/messages.ts'
import type { CustomerView } from '@/server/services/customer/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button } from '@/ui/button.tsx'
import { Dialog, DialogActions } from '@/ui/dialog.tsx'
import { Notice } from '@/ui/notice.tsx'
import { useToast } from '@/ui/toast.tsx'

type Props = { customer: CustomerView; onClose: () => void }

export function CustomerDeleteDialog({ customer, onClose }: Props) {
  const trpc = useTRPC()
  const client = useQueryClient()
  const toast = useToast()
  const { id: customerId, name } = customer
  const remove = useMutation(
    trpc.customer.delete.mutationOptions({
      onSuccess: () => {
        toast('good', t('{name} was deleted.', { name }))
        onClose()
      },
      onSettled: () => client.invalidateQueries(trpc.customer.pathFilter()),
    }),
  )
  return (
    <Dialog onClose={onClose} title={t('Delete {name}?', { name })}>
      {remove.error && (
        <Notice live tone="bad">
          {messageFor(remove.error)}
        </Notice>
      )}
      <p className="mt-2 text-soft">
        {t('Nobody can sign in for {name} any more, and open invitations end.', { name })}
      </p>
      <DialogActions>
        <Button onClick={onClose}>{t('Keep')}</Button>
        <Button onClick={() => remove.mutate({ customerId })} pending={remove.isPending} variant="danger">
          {t('Delete customer')}
        </Button>
      </DialogActions>
    </Dialog>
  )
}
