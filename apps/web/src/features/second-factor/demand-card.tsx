'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { msg, t } from '@/language/t.ts'
import { messageFor } from '@/messages.ts'
import type { Role } from '@/server/services/me/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Card } from '@/ui/card.tsx'
import { ChecksField } from '@/ui/checks-field.tsx'
import { Disclosure } from '@/ui/disclosure.tsx'
import { TextField } from '@/ui/field.tsx'
import { Form } from '@/ui/form.tsx'
import { schemaLater } from '@/ui/schema-later.ts'
import { SubmitButton } from '@/ui/submit-button.tsx'
import { useToast } from '@/ui/toast.tsx'
import { QueryView } from '../feedback/query-view.tsx'

const demandSchema = schemaLater(() => model().then((module) => module.DemandRequest))
const removeSchema = schemaLater(() => model().then((module) => module.RemoveFactorRequest))
function model() {
  return import('@/server/services/second-factor/model.ts')
}

const CHECKS = [
  { value: 'admin', label: msg('Administrators') },
  { value: 'support', label: msg('Support') },
  { value: 'reseller', label: msg('Resellers') },
  { value: 'customer', label: msg('Customers') },
]

/** For administrators: whose password alone is not enough. */
export function DemandCard() {
  const trpc = useTRPC()
  const demand = useQuery(trpc.secondFactor.demand.queryOptions())
  return (
    <Card
      description={t(
        'Who has one of these roles and no second factor sets it up at the next page they open.',
      )}
      title={t('Who must have a second factor')}
    >
      <div className="space-y-5">
        <QueryView query={demand}>{({ roles }) => <DemandForm roles={roles} />}</QueryView>
        <Disclosure hint={t('Device and recovery codes are gone')} label={t('Somebody is locked out')}>
          <RemoveForm />
        </Disclosure>
      </div>
    </Card>
  )
}

function DemandForm({ roles }: { roles: Role[] }) {
  const trpc = useTRPC()
  const client = useQueryClient()
  const toast = useToast()
  const save = useMutation(
    trpc.secondFactor.setDemand.mutationOptions({
      onSuccess: () => toast('good', t('Saved.')),
      onSettled: () => client.invalidateQueries(trpc.secondFactor.pathFilter()),
    }),
  )
  return (
    <Form
      initial={{ roles }}
      label={t('Who must have a second factor')}
      onSubmit={(input) => save.mutate(input)}
      pending={save.isPending}
      problem={save.error ? messageFor(save.error) : null}
      schema={demandSchema}
    >
      <ChecksField
        checks={CHECKS.map(({ value, label }) => ({ value, label: t(label) }))}
        label={t('Roles')}
        name="roles"
      />
      <SubmitButton>{t('Save')}</SubmitButton>
    </Form>
  )
}

function RemoveForm() {
  const trpc = useTRPC()
  const toast = useToast()
  const remove = useMutation(
    trpc.secondFactor.remove.mutationOptions({
      onSuccess: ({ email }) => toast('good', t('{email} signs in with the password alone now.', { email })),
    }),
  )
  return (
    <Form
      initial={{ email: '' }}
      label={t('Remove a second factor')}
      onSubmit={(input) => remove.mutate(input)}
      pending={remove.isPending}
      problem={remove.error ? messageFor(remove.error) : null}
      schema={removeSchema}
    >
      <TextField
        hint={t('Make sure by another way that it is them. All their devices are signed out.')}
        label={t('E-mail address')}
        name="email"
        type="email"
      />
      <SubmitButton variant="danger">{t('Remove their second factor')}</SubmitButton>
    </Form>
  )
}
