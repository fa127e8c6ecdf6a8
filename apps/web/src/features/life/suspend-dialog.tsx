'use client'

import { useMutation } from '@tanstack/react-query'
import { z } from 'zod'
import { t } from '@/language/t.ts'
import { messageFor } from '@/messages.ts'
import type { GuestView } from '@/server/services/guest/model.ts'
import { SuspendRequest } from '@/server/services/suspension/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button } from '@/ui/button.tsx'
import { Dialog, DialogActions } from '@/ui/dialog.tsx'
import { SelectField, TextField } from '@/ui/field.tsx'
import { Form } from '@/ui/form.tsx'
import { SubmitButton } from '@/ui/submit-button.tsx'
import { useToast } from '@/ui/toast.tsx'
import { useGuestRefresh } from '../guest/use-guest-refresh.ts'
import { stepOptions } from './suspension-words.ts'

const { step, reason } = SuspendRequest.shape
const DAYS = ['never', '3', '7', '14', '30'] as const
const SuspendForm = z.object({ step, reason, days: z.enum(DAYS) })
const dayOptions = () =>
  DAYS.map((value) => ({
    value,
    label:
      value === 'never' ? t('Stay on this step') : t('A step further every {days} days', { days: value }),
  }))

export function SuspendDialog({ guest, onClose }: { guest: GuestView; onClose: () => void }) {
  const trpc = useTRPC()
  const toast = useToast()
  const suspend = useMutation(
    trpc.guest.suspend.mutationOptions({
      onSuccess: () => {
        toast('good', t('The suspension of {name} is in force.', { name: guest.name }))
        onClose()
      },
      onSettled: useGuestRefresh(),
    }),
  )
  return (
    <Dialog onClose={onClose} title={t('Suspend {name}', { name: guest.name })}>
      <Form
        initial={{ step: 'warned', reason: guest.suspension?.reason ?? '', days: 'never' }}
        label={t('Suspend the guest')}
        onSubmit={({ days, ...rung }) =>
          suspend.mutate({
            ...{ guestId: guest.id, ...rung },
            escalateDays: days === 'never' ? null : Number(days),
          })
        }
        pending={suspend.isPending}
        problem={suspend.error ? messageFor(suspend.error) : null}
        schema={SuspendForm}
      >
        <SelectField label={t('Step')} name="step" options={stepOptions()} placeholder={t('Choose a step')} />
        <TextField
          hint={t('The owner reads it on the page of the guest.')}
          label={t('Reason')}
          name="reason"
        />
        <SelectField label={t('Then')} name="days" options={dayOptions()} placeholder={t('Choose')} />
        <DialogActions>
          <Button onClick={onClose}>{t('Cancel')}</Button>
          <SubmitButton>{t('Suspend')}</SubmitButton>
        </DialogActions>
      </Form>
    </Dialog>
  )
}
