'use client'

import { useMutation } from '@tanstack/react-query'
import { t } from '@/language/t.ts'
import { messageFor } from '@/messages.ts'
import { CreateSupportRequest } from '@/server/services/account/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button } from '@/ui/button.tsx'
import { Dialog, DialogActions } from '@/ui/dialog.tsx'
import { TextField } from '@/ui/field.tsx'
import { Form } from '@/ui/form.tsx'
import { SubmitButton } from '@/ui/submit-button.tsx'
import { OneTimePassword } from '../session/one-time-password.tsx'

export function SupportCreateDialog({ onClose }: { onClose: () => void }) {
  const trpc = useTRPC()
  const create = useMutation(trpc.account.createSupport.mutationOptions())
  if (create.data)
    return (
      <Dialog onClose={onClose} title={t('Support user added')}>
        <OneTimePassword email={create.data.email} onDone={onClose} password={create.data.oneTimePassword} />
      </Dialog>
    )
  return (
    <Dialog onClose={onClose} title={t('New support user')}>
      <p className="mb-5 text-soft">
        {t('Sees all guests and may open their consoles. Everything they do is recorded in the audit.')}
      </p>
      <Form
        initial={{ name: '', email: '' }}
        label={t('New support user')}
        onSubmit={(values) => create.mutate(values)}
        pending={create.isPending}
        problem={create.error ? messageFor(create.error) : null}
        schema={CreateSupportRequest}
      >
        <TextField autoComplete="off" label={t('Name')} name="name" />
        <TextField
          autoCapitalize="none"
          autoComplete="off"
          label={t('E-mail address')}
          name="email"
          type="email"
        />
        <DialogActions>
          <Button onClick={onClose}>{t('Cancel')}</Button>
          <SubmitButton>{t('Add support user')}</SubmitButton>
        </DialogActions>
      </Form>
    </Dialog>
  )
}
