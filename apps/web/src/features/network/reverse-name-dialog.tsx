'use client'

import { useMutation } from '@tanstack/react-query'
import { z } from 'zod'
import { t } from '@/language/t.ts'
import { messageFor } from '@/messages.ts'
import { DomainName } from '@/server/services/address/model.ts'
import type { GuestView } from '@/server/services/guest/model.ts'
import type { GuestAddress } from '@/server/services/network/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button } from '@/ui/button.tsx'
import { Dialog, DialogActions } from '@/ui/dialog.tsx'
import { TextField } from '@/ui/field.tsx'
import { Form } from '@/ui/form.tsx'
import { SubmitButton } from '@/ui/submit-button.tsx'
import { useToast } from '@/ui/toast.tsx'
import { useNetworkSaved } from './use-network.ts'

/** An empty box takes the name away. */
const NameForm = z.object({
  name: z
    .string()
    .transform((name) => name.trim().toLowerCase().replace(/\.$/, '') || null)
    .pipe(DomainName.nullable()),
})

type Props = { guest: GuestView; address: GuestAddress; onClose: () => void }

export function ReverseNameDialog({ guest, address: { address, reverseName }, onClose }: Props) {
  const trpc = useTRPC()
  const toast = useToast()
  const saved = useNetworkSaved(guest.id)
  const name = useMutation(
    trpc.network.setReverse.mutationOptions({
      ...saved,
      onSuccess: (view) => {
        saved.onSuccess(view)
        toast('good', t('The name of {address} was saved.', { address }))
        onClose()
      },
    }),
  )
  return (
    <Dialog onClose={onClose} title={t('Name of {address}', { address })}>
      <Form
        initial={{ name: reverseName ?? '' }}
        label={t('Reverse name')}
        onSubmit={(values) => name.mutate({ guestId: guest.id, address, name: values.name })}
        pending={name.isPending}
        problem={name.error ? messageFor(name.error) : null}
        schema={NameForm}
      >
        <TextField
          autoCapitalize="none"
          autoComplete="off"
          hint={t(
            'What a reverse look-up tells, such as mail.example.org. Mail servers want it to lead back to the address. Empty: no name.',
          )}
          label={t('Reverse name')}
          name="name"
          spellCheck={false}
        />
        <DialogActions>
          <Button onClick={onClose}>{t('Cancel')}</Button>
          <SubmitButton>{t('Save name')}</SubmitButton>
        </DialogActions>
      </Form>
    </Dialog>
  )
}
