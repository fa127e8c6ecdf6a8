'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { UNLIMITED } from '@vserver/core/limit/model'
import { GIB } from '@vserver/core/units'
import { z } from 'zod'
import { messageFor } from '@/messages.ts'
import { CreatePlanRequest } from '@/server/services/plan/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button } from '@/ui/button.tsx'
import { Dialog, DialogActions } from '@/ui/dialog.tsx'
import { TextField } from '@/ui/field.tsx'
import { Form } from '@/ui/form.tsx'
import { SubmitButton } from '@/ui/submit-button.tsx'
import { useToast } from '@/ui/toast.tsx'
import { LimitFields } from '../limit/limit-fields.tsx'

/** Flat, as the fields are; the limit's own rules judge each of them. */
const PlanForm = z.strictObject({
  name: CreatePlanRequest.shape.name,
  ...CreatePlanRequest.shape.limit.shape,
})

const START = {
  ...UNLIMITED,
  name: '',
  memoryBytes: GIB,
  cpuMillicores: 1000,
  cpuWeight: 100,
  processes: 512,
}

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
        initial={START}
        label="New plan"
        onSubmit={({ name, ...limit }) => create.mutate({ name, limit })}
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
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <SubmitButton>Create plan</SubmitButton>
        </DialogActions>
      </Form>
    </Dialog>
  )
}
