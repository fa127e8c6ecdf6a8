'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { msg, t } from '@/language/t.ts'
import { messageFor } from '@/messages.ts'
import { CreateCustomerRequest, type NewCustomer } from '@/server/services/customer/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button } from '@/ui/button.tsx'
import { Dialog, DialogActions } from '@/ui/dialog.tsx'
import { SelectField, TextField } from '@/ui/field.tsx'
import { Form } from '@/ui/form.tsx'
import { SubmitButton } from '@/ui/submit-button.tsx'
import { OneTimePassword } from '../session/one-time-password.tsx'
import { InvitationSent } from '../team/invitation-sent.tsx'

const ACCESS = [
  { value: 'password', label: msg('With a one-time password') },
  { value: 'invitation', label: msg('By invitation') },
]

/** Asks for name and address, then shows the password once. */
export function CustomerCreateDialog({
  onClose,
  onCreated,
}: {
  onClose: () => void
  onCreated?: (customer: NewCustomer) => void
}) {
  const trpc = useTRPC()
  const client = useQueryClient()
  const create = useMutation(
    trpc.customer.create.mutationOptions({
      onSuccess: async (customer) => {
        await client.invalidateQueries(trpc.customer.pathFilter())
        onCreated?.(customer)
      },
    }),
  )
  if (create.data)
    return (
      <Dialog onClose={onClose} title={t('Customer added')}>
        <FirstAccess customer={create.data} onDone={onClose} />
      </Dialog>
    )
  return (
    <Dialog onClose={onClose} title={t('New customer')}>
      <Form
        initial={{ name: '', email: '', access: 'password' }}
        label={t('New customer')}
        onSubmit={(values) => create.mutate(values)}
        pending={create.isPending}
        problem={create.error ? messageFor(create.error) : null}
        schema={CreateCustomerRequest}
      >
        <TextField autoComplete="off" label={t('Name')} name="name" />
        <TextField
          autoCapitalize="none"
          autoComplete="off"
          hint={t('Used to sign in.')}
          label={t('E-mail address')}
          name="email"
          type="email"
        />
        <SelectField
          hint={t(
            'An invitation goes out as a letter where the panel can send one; else you get a link to pass on.',
          )}
          label={t('First sign-in')}
          name="access"
          options={ACCESS.map(({ value, label }) => ({ value, label: t(label) }))}
          placeholder={t('Choose')}
        />
        <DialogActions>
          <Button onClick={onClose}>{t('Cancel')}</Button>
          <SubmitButton>{t('Add customer')}</SubmitButton>
        </DialogActions>
      </Form>
    </Dialog>
  )
}

function FirstAccess({ customer, onDone }: { customer: NewCustomer; onDone: () => void }) {
  const { email, oneTimePassword, invitation } = customer
  if (invitation) return <InvitationSent invitation={invitation} onDone={onDone} />
  return <OneTimePassword email={email} onDone={onDone} password={oneTimePassword ?? ''} />
}
