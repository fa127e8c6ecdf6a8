'use client'

import { useMutation, useQuery } from '@tanstack/react-query'
import { z } from 'zod'
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

const TransferForm = z.object({ customerId: z.string().min(1, 'Choose a customer.') })

export function TransferDialog({ guest, onClose }: { guest: GuestView; onClose: () => void }) {
  const trpc = useTRPC()
  const toast = useToast()
  const customers = useQuery(trpc.customer.list.queryOptions())
  const transfer = useMutation(
    trpc.guest.transfer.mutationOptions({
      onSuccess: () => {
        toast('good', `${guest.name} has another owner now.`)
        onClose()
      },
      onSettled: useGuestRefresh(),
    }),
  )
  const others = (customers.data ?? []).filter(({ id }) => id !== guest.customer.id)
  return (
    <Dialog onClose={onClose} title={`Transfer ${guest.name}`}>
      <p className="mb-5 text-soft">
        {guest.customer.name} loses access at once: open consoles are closed and alerts on it are removed. It
        keeps running, with its addresses and limits.
      </p>
      <Form
        initial={{ customerId: '' }}
        label="Transfer the guest"
        onSubmit={({ customerId }) => transfer.mutate({ guestId: guest.id, customerId })}
        pending={transfer.isPending}
        problem={transfer.error ? messageFor(transfer.error) : null}
        schema={TransferForm}
      >
        <SelectField
          hint="Another customer of the same reseller."
          label="New owner"
          name="customerId"
          options={others.map(({ id, name }) => ({ value: id, label: name }))}
          placeholder="Choose a customer"
        />
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <SubmitButton>Transfer</SubmitButton>
        </DialogActions>
      </Form>
    </Dialog>
  )
}
