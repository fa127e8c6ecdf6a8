'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { z } from 'zod'
import { t } from '@/language/t.ts'
import { messageFor } from '@/messages.ts'
import { CreateResellerRequest } from '@/server/services/account/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button } from '@/ui/button.tsx'
import { Dialog, DialogActions } from '@/ui/dialog.tsx'
import { TextField } from '@/ui/field.tsx'
import { Form } from '@/ui/form.tsx'
import { SubmitButton } from '@/ui/submit-button.tsx'
import { OneTimePassword } from '../session/one-time-password.tsx'
import { AllowanceFields, START_ALLOWANCES } from './allowance-fields.tsx'

const { name, email, allowances } = CreateResellerRequest.shape
const ResellerForm = z.strictObject({ name, email, ...allowances.shape })

export function ResellerCreateDialog({ onClose }: { onClose: () => void }) {
  const trpc = useTRPC()
  const client = useQueryClient()
  const create = useMutation(
    trpc.account.createReseller.mutationOptions({
      onSuccess: () => client.invalidateQueries(trpc.account.pathFilter()),
    }),
  )
  if (create.data)
    return (
      <Dialog onClose={onClose} title={t('Reseller added')}>
        <OneTimePassword email={create.data.email} onDone={onClose} password={create.data.oneTimePassword} />
      </Dialog>
    )
  return (
    <Dialog onClose={onClose} title={t('New reseller')}>
      <Form
        initial={{ name: '', email: '', ...START_ALLOWANCES }}
        label={t('New reseller')}
        onSubmit={({ name, email, ...allowances }) => create.mutate({ name, email, allowances })}
        pending={create.isPending}
        problem={create.error ? messageFor(create.error) : null}
        schema={ResellerForm}
      >
        <TextField autoComplete="off" label={t('Name')} name="name" />
        <TextField
          autoCapitalize="none"
          autoComplete="off"
          label={t('E-mail address')}
          name="email"
          type="email"
        />
        <AllowanceFields />
        <DialogActions>
          <Button onClick={onClose}>{t('Cancel')}</Button>
          <SubmitButton>{t('Add reseller')}</SubmitButton>
        </DialogActions>
      </Form>
    </Dialog>
  )
}
