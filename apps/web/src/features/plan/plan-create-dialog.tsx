'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { messageFor } from '@/messages.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button } from '@/ui/button.tsx'
import { Dialog, DialogActions } from '@/ui/dialog.tsx'
import { TextField } from '@/ui/field.tsx'
import { Form } from '@/ui/form.tsx'
import { SubmitButton } from '@/ui/submit-button.tsx'
import { useToast } from '@/ui/toast.tsx'
import { LimitFields } from '../limit/limit-fields.tsx'
import { NEW_PLAN, PlanForm, toPlanRequest } from './plan-form.ts'
import { PlanNetworkFields } from './plan-network-fields.tsx'

export function PlanCreateDialog({ onClose }: { onClose: () => void }) {
  const trpc = useTRPC()
  const client = useQueryClient()
  const toast = useToast()
  const create = useMutation(
    trpc.plan.create.mutationOptions({
      onSuccess: (_plan, { name }) => {
        toast('good', `Plan ${name} can be sold now.`)
        onClose()
      },
      onSettled: () => client.invalidateQueries(trpc.plan.list.queryFilter()),
    }),
  )
  return (
    <Dialog onClose={onClose} title="New plan">
      <Form
        initial={NEW_PLAN}
        label="New plan"
        onSubmit={(draft) => create.mutate(toPlanRequest(draft))}
        pending={create.isPending}
        problem={create.error ? messageFor(create.error) : null}
        schema={PlanForm}
      >
        <TextField
          autoComplete="off"
          hint="Short, as customers will see it: XL, Shop, Mail."
          label="Name"
          name="name"
        />
        <LimitFields />
        <PlanNetworkFields />
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <SubmitButton>Create plan</SubmitButton>
        </DialogActions>
      </Form>
    </Dialog>
  )
}
