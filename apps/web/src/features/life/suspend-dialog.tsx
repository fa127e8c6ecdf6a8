'use client'

import { useMutation } from '@tanstack/react-query'
import { z } from 'zod'
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
import { STEP_OPTIONS } from './suspension-words.ts'

const { step, reason } = SuspendRequest.shape
const DAYS = ['never', '3', '7', '14', '30'] as const
const SuspendForm = z.object({ step, reason, days: z.enum(DAYS) })
const DAY_OPTIONS = DAYS.map((value) => ({
  value,
  label: value === 'never' ? 'Stay on this step' : `A step further every ${value} days`,
}))

export function SuspendDialog({ guest, onClose }: { guest: GuestView; onClose: () => void }) {
  const trpc = useTRPC()
  const toast = useToast()
  const suspend = useMutation(
    trpc.guest.suspend.mutationOptions({
      onSuccess: () => {
        toast('good', `The suspension of ${guest.name} is in force.`)
        onClose()
      },
      onSettled: useGuestRefresh(),
    }),
  )
  return (
    <Dialog onClose={onClose} title={`Suspend ${guest.name}`}>
      <Form
        initial={{ step: 'warned', reason: guest.suspension?.reason ?? '', days: 'never' }}
        label="Suspend the guest"
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
        <SelectField label="Step" name="step" options={STEP_OPTIONS} placeholder="Choose a step" />
        <TextField hint="The owner reads it on the page of the guest." label="Reason" name="reason" />
        <SelectField label="Then" name="days" options={DAY_OPTIONS} placeholder="Choose" />
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <SubmitButton>Suspend</SubmitButton>
        </DialogActions>
      </Form>
    </Dialog>
  )
}
