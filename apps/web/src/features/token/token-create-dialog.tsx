'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { messageFor } from '@/messages.ts'
import { DAYS_MAX, type TokenChoices } from '@/server/services/token/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button } from '@/ui/button.tsx'
import { ChecksField } from '@/ui/checks-field.tsx'
import { Dialog, DialogActions } from '@/ui/dialog.tsx'
import { NumberField, SelectField, TextField } from '@/ui/field.tsx'
import { Form, useForm } from '@/ui/form.tsx'
import { SubmitButton } from '@/ui/submit-button.tsx'
import { QueryView } from '../feedback/query-view.tsx'
import { ALL_GUESTS, EMPTY_TOKEN, isReading, TokenForm } from './token-form.ts'
import { TokenSecret } from './token-secret.tsx'

const EVERY_GUEST = { value: ALL_GUESTS, label: 'All guests that I may see' }

export function TokenCreateDialog({ onClose }: { onClose: () => void }) {
  const trpc = useTRPC()
  const client = useQueryClient()
  const choices = useQuery(trpc.token.choices.queryOptions())
  const create = useMutation(
    trpc.token.create.mutationOptions({
      onSettled: () => client.invalidateQueries(trpc.token.pathFilter()),
    }),
  )
  return (
    <Dialog onClose={onClose} title="New API token" wide>
      {create.data ? (
        <TokenSecret onDone={onClose} secret={create.data.secret} />
      ) : (
        <Form
          initial={EMPTY_TOKEN}
          label="New API token"
          onSubmit={(order) => create.mutate(order)}
          pending={create.isPending}
          problem={create.error ? messageFor(create.error) : null}
          schema={TokenForm}
        >
          <TextField autoComplete="off" autoFocus label="Name" name="name" placeholder="deploy" />
          <GuestField />
          <QueryView query={choices}>{(found) => <Permissions choices={found} />}</QueryView>
          <TextField
            autoComplete="off"
            hint="Addresses or networks like 192.0.2.0/24; empty means anywhere."
            label="Only from"
            name="prefixes"
            spellCheck={false}
          />
          <NumberField label="Good for" max={DAYS_MAX} min={1} name="days" unit="days" />
          <DialogActions>
            <Button onClick={onClose}>Cancel</Button>
            <SubmitButton>Make token</SubmitButton>
          </DialogActions>
        </Form>
      )}
    </Dialog>
  )
}

function GuestField() {
  const trpc = useTRPC()
  const guests = useQuery(trpc.guest.names.queryOptions())
  const options = (guests.data ?? []).map(({ id, name }) => ({ value: id, label: `Only ${name}` }))
  return (
    <SelectField label="Guests" name="guestId" options={[EVERY_GUEST, ...options]} placeholder="Choose" />
  )
}

/** For one guest less is offered; the server refuses what was ticked before and reaches beyond it. */
function Permissions({ choices }: { choices: TokenChoices }) {
  const form = useForm()
  const offered: readonly string[] = form.values.guestId === ALL_GUESTS ? choices.rights : choices.ofOneGuest
  const set = (permissions: readonly string[]) => form.set('permissions', permissions)
  return (
    <div className="space-y-3">
      <ChecksField
        checks={offered.map((value) => ({ value, label: value }))}
        hint="“self” reads who you are; a token never changes how you sign in."
        label="It may"
        name="permissions"
      />
      <div className="flex flex-wrap gap-2">
        <Button onClick={() => set(offered.filter(isReading))} size="small">
          Only look
        </Button>
        <Button onClick={() => set(offered.filter((one) => one !== 'self'))} size="small">
          All of these
        </Button>
        <Button onClick={() => set([])} size="small">
          None
        </Button>
      </div>
    </div>
  )
}
