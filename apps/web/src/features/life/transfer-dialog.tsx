'use client'

import { useMutation, useQuery } from '@tanstack/react-query'
import { z } from 'zod'
import { t } from '@/language/t.ts'
import { messageFor } from '@/messages.ts'
import type { GuestView } from '@/server/services/guest/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button } from '@/ui/button.tsx'
import { Dialog, DialogActions } from '@/ui/dialog.tsx'
import { SelectField } from '@/ui/field.tsx'
import { Form } from '@/ui/form.tsx'
import { SubmitButton } from '@/ui/submit-button.tsx'
import { useToast } from '@/ui/toast.tsx'
import { useGuestRefresh } from '../guest/use-guest-refresh.ts'

const TransferForm = z.object({ customerId: z.string().min(1, { error: () => t('Choose a customer.') }) })

export function TransferDialog({ guest, onClose }: { guest: GuestView; onClose: () => void }) {
  const trpc = useTRPC()
  const toast = useToast()
  const others = useQuery(trpc.guest.newOwners.queryOptions({ guestId: guest.id })).data ?? []
  const transfer = useMutation(
    trpc.guest.transfer.mutationOptions({
      onSuccess: () => {
        toast('good', t('{name} has another owner now.', { name: guest.name }))
        onClose()
      },
      onSettled: useGuestRefresh(),
    }),
  )
  return (
    <Dialog onClose={onClose} title={t('Transfer {name}', { name: guest.name })}>
      <p className="mb-5 text-soft">
        {t(
          '{customer} loses access at once: open consoles are closed and alerts on it are removed. It keeps running, with its addresses and limits.',
          { customer: guest.customer.name },
        )}
      </p>
      <Form
        initial={{ customerId: '' }}
        label={t('Transfer the guest')}
        onSubmit={({ customerId }) => transfer.mutate({ guestId: guest.id, customerId })}
        pending={transfer.isPending}
        problem={transfer.error ? messageFor(transfer.error) : null}
        schema={TransferForm}
      >
        <SelectField
          hint={t('Another customer of the same reseller.')}
          label={t('New owner')}
          name="customerId"
          options={others.map(({ id, name }) => ({ value: id, label: name }))}
          placeholder={t('Choose a customer')}
        />
        <DialogActions>
          <Button onClick={onClose}>{t('Cancel')}</Button>
          <SubmitButton>{t('Transfer')}</SubmitButton>
        </DialogActions>
      </Form>
    </Dialog>
  )
}
