'use client'

import { useMutation } from '@tanstack/react-query'
import { t } from '@/language/t.ts'
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
import { usePlanRefresh } from './use-plan-refresh.ts'

export function PlanCreateDialog({ onClose }: { onClose: () => void }) {
  const trpc = useTRPC()
  const toast = useToast()
  const onSettled = usePlanRefresh()
  const create = useMutation(
    trpc.plan.create.mutationOptions({
      onSuccess: (_plan, { name }) => {
        toast('good', t('Plan {plan} can be sold now.', { plan: name }))
        onClose()
      },
      onSettled,
    }),
  )
  return (
    <Dialog onClose={onClose} title={t('New plan')}>
      <Form
        initial={NEW_PLAN}
        label={t('New plan')}
        onSubmit={(draft) => create.mutate(toPlanRequest(draft))}
        pending={create.isPending}
        problem={create.error ? messageFor(create.error) : null}
        schema={PlanForm}
      >
        <PlanFields />
        <DialogActions>
          <Button onClick={onClose}>{t('Cancel')}</Button>
          <SubmitButton>{t('Create plan')}</SubmitButton>
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
        toast('good', t('Plan {plan} is sold as version {version} now.', { plan: name, version }))
        onClose()
      },
      onSettled,
    }),
  )
  return (
    <Dialog onClose={onClose} title={t('Change plan {plan}', { plan: plan.name })}>
      <Form
        initial={{ name: plan.name, ...plan.limit, ...plan.network }}
        label={t('Change plan {plan}', { plan: plan.name })}
        onSubmit={(draft) => revise.mutate({ planId: plan.id, plan: toPlanRequest(draft) })}
        pending={revise.isPending}
        problem={revise.error ? messageFor(revise.error) : null}
        schema={PlanForm}
      >
        <p className="text-soft">{soldOnWords(plan)}</p>
        <PlanFields />
        <DialogActions>
          <Button onClick={onClose}>{t('Cancel')}</Button>
          <SubmitButton>{t('Save as version {version}', { version: plan.version + 1 })}</SubmitButton>
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
        hint={t('Short, as customers will see it: XL, Shop, Mail.')}
        label={t('Name')}
        name="name"
      />
      <LimitFields />
      <PlanNetworkFields />
    </>
  )
}
