'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { messageFor } from '@/messages.ts'
import type { PlanView } from '@/server/services/plan/model.ts'
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
import { soldOnWords } from './plan-words.ts'

export function PlanCreateDialog({ onClose }: { onClose: () => void }) {
  const trpc = useTRPC()
  const toast = useToast()
  const onSettled = usePlanRefresh()
  const create = useMutation(
    trpc.plan.create.mutationOptions({
      onSuccess: (_plan, { name }) => {
        toast('good', `Plan ${name} can be sold now.`)
        onClose()
      },
      onSettled,
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
        <PlanFields />
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <SubmitButton>Create plan</SubmitButton>
        </DialogActions>
      </Form>
    </Dialog>
  )
}

/** Guests that were sold keep their version; whether they get the new one is asked afterwards. */
export function PlanChangeDialog({ plan, onClose }: { plan: PlanView; onClose: () => void }) {
  const trpc = useTRPC()
  const toast = useToast()
  const onSettled = usePlanRefresh()
  const revise = useMutation(
    trpc.plan.revise.mutationOptions({
      onSuccess: ({ version }, { plan: { name } }) => {
        toast('good', `Plan ${name} is sold as version ${version} now.`)
        onClose()
      },
      onSettled,
    }),
  )
  return (
    <Dialog onClose={onClose} title={`Change plan ${plan.name}`}>
      <Form
        initial={{ name: plan.name, ...plan.limit, ...plan.network }}
        label={`Change plan ${plan.name}`}
        onSubmit={(draft) => revise.mutate({ planId: plan.id, plan: toPlanRequest(draft) })}
        pending={revise.isPending}
        problem={revise.error ? messageFor(revise.error) : null}
        schema={PlanForm}
      >
        <p className="text-soft">{soldOnWords(plan)}</p>
        <PlanFields />
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <SubmitButton>Save as version {plan.version + 1}</SubmitButton>
        </DialogActions>
      </Form>
    </Dialog>
  )
}

function PlanFields() {
  return (
    <>
      <TextField
        autoComplete="off"
        hint="Short, as customers will see it: XL, Shop, Mail."
        label="Name"
        name="name"
      />
      <LimitFields />
      <PlanNetworkFields />
    </>
  )
}

export function usePlanRefresh() {
  const trpc = useTRPC()
  const client = useQueryClient()
  return () => client.invalidateQueries(trpc.plan.list.queryFilter())
}
