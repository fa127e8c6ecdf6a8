'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { messageFor } from '@/messages.ts'
import type { Role } from '@/server/services/me/model.ts'
import { DemandRequest, RemoveFactorRequest } from '@/server/services/second-factor/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Card } from '@/ui/card.tsx'
import { ChecksField } from '@/ui/checks-field.tsx'
import { Disclosure } from '@/ui/disclosure.tsx'
import { TextField } from '@/ui/field.tsx'
import { Form } from '@/ui/form.tsx'
import { SubmitButton } from '@/ui/submit-button.tsx'
import { useToast } from '@/ui/toast.tsx'
import { QueryView } from '../feedback/query-view.tsx'

const CHECKS = [
  { value: 'admin', label: 'Administrators' },
  { value: 'support', label: 'Support' },
  { value: 'reseller', label: 'Resellers' },
  { value: 'customer', label: 'Customers' },
]

/** For administrators: whose password alone is not enough. */
export function DemandCard() {
  const trpc = useTRPC()
  const demand = useQuery(trpc.secondFactor.demand.queryOptions())
  return (
    <Card
      description="Who has one of these roles and no second factor sets it up at the next page they open."
      title="Who must have a second factor"
    >
      <div className="space-y-5">
        <QueryView query={demand}>{({ roles }) => <DemandForm roles={roles} />}</QueryView>
        <Disclosure hint="Device and recovery codes are gone" label="Somebody is locked out">
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
      onSuccess: () => toast('good', 'Saved.'),
      onSettled: () => client.invalidateQueries(trpc.secondFactor.pathFilter()),
    }),
  )
  return (
    <Form
      initial={{ roles }}
      label="Who must have a second factor"
      onSubmit={(input) => save.mutate(input)}
      pending={save.isPending}
      problem={save.error ? messageFor(save.error) : null}
      schema={DemandRequest}
    >
      <ChecksField checks={CHECKS} label="Roles" name="roles" />
      <SubmitButton>Save</SubmitButton>
    </Form>
  )
}

function RemoveForm() {
  const trpc = useTRPC()
  const toast = useToast()
  const remove = useMutation(
    trpc.secondFactor.remove.mutationOptions({
      onSuccess: ({ email }) => toast('good', `${email} signs in with the password alone now.`),
    }),
  )
  return (
    <Form
      initial={{ email: '' }}
      label="Remove a second factor"
      onSubmit={(input) => remove.mutate(input)}
      pending={remove.isPending}
      problem={remove.error ? messageFor(remove.error) : null}
      schema={RemoveFactorRequest}
    >
      <TextField
        hint="Make sure by another way that it is them. All their devices are signed out."
        label="E-mail address"
        name="email"
        type="email"
      />
      <SubmitButton variant="danger">Remove their second factor</SubmitButton>
    </Form>
  )
}
