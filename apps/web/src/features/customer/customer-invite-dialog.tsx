'use client'

import { useMutation } from '@tanstack/react-query'
import { t } from '@/language/t.ts'
import { messageFor } from '@/messages.ts'
import { type CustomerView, InviteOwnerRequest } from '@/server/services/customer/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button } from '@/ui/button.tsx'
import { Dialog, DialogActions } from '@/ui/dialog.tsx'
import { TextField } from '@/ui/field.tsx'
import { Form } from '@/ui/form.tsx'
import { SubmitButton } from '@/ui/submit-button.tsx'
import { InvitationSent } from '../team/invitation-sent.tsx'

type Props = { customer: CustomerView; onClose: () => void }

/** An owner of the customer's account; what was sent to the same address before is of no use any more. */
export function CustomerInviteDialog({ customer, onClose }: Props) {
  const trpc = useTRPC()
  const invite = useMutation(trpc.customer.invite.mutationOptions())
  return (
    <Dialog onClose={onClose} title={t('Invite an owner of {name}', { name: customer.name })}>
      {invite.data ? (
        <InvitationSent invitation={invite.data} onDone={onClose} />
      ) : (
        <Form
          initial={{ email: customer.users === 0 ? customer.email : '' }}
          label={t('Invite an owner')}
          onSubmit={({ email }) => invite.mutate({ customerId: customer.id, email })}
          pending={invite.isPending}
          problem={invite.error ? messageFor(invite.error) : null}
          schema={InviteOwnerRequest}
        >
          <TextField
            autoCapitalize="none"
            autoComplete="off"
            label={t('E-mail address')}
            name="email"
            type="email"
          />
          <DialogActions>
            <Button onClick={onClose}>{t('Cancel')}</Button>
            <SubmitButton>{t('Invite')}</SubmitButton>
          </DialogActions>
        </Form>
      )}
    </Dialog>
  )
}
