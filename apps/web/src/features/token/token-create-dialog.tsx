'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { t } from '@/language/t.ts'
import { messageFor } from '@/messages.ts'
import type { Permission } from '@/server/policy.ts'
import { DAYS_MAX, type TokenChoices } from '@/server/services/token/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button } from '@/ui/button.tsx'
import { ChecksField } from '@/ui/checks-field.tsx'
import { Dialog, DialogActions } from '@/ui/dialog.tsx'
import { NumberField, SelectField, TextField } from '@/ui/field.tsx'
import { Form, useForm } from '@/ui/form.tsx'
import { SubmitButton } from '@/ui/submit-button.tsx'
import { QueryView } from '../feedback/query-view.tsx'
import { PERMISSION_WORDS } from './permission-words.ts'
import { ALL_GUESTS, EMPTY_TOKEN, isReading, TokenForm } from './token-form.ts'
import { TokenSecret } from './token-secret.tsx'

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
    <Dialog onClose={onClose} title={t('New API token')} wide>
      {create.data ? (
        <TokenSecret onDone={onClose} secret={create.data.secret} />
      ) : (
        <Form
          initial={EMPTY_TOKEN}
          label={t('New API token')}
          onSubmit={(order) => create.mutate(order)}
          pending={create.isPending}
          problem={create.error ? messageFor(create.error) : null}
          schema={TokenForm}
        >
          <TextField autoComplete="off" autoFocus label={t('Name')} name="name" placeholder={t('deploy')} />
          <GuestField />
          <QueryView query={choices}>{(found) => <Permissions choices={found} />}</QueryView>
          <TextField
            autoComplete="off"
            hint={t('Addresses or networks like 192.0.2.0/24; empty means anywhere.')}
            label={t('Only from')}
            name="prefixes"
            spellCheck={false}
          />
          <NumberField label={t('Good for')} max={DAYS_MAX} min={1} name="days" unit={t('days')} />
          <DialogActions>
            <Button onClick={onClose}>{t('Cancel')}</Button>
            <SubmitButton>{t('Make token')}</SubmitButton>
          </DialogActions>
        </Form>
      )}
    </Dialog>
  )
}

function GuestField() {
  const trpc = useTRPC()
  const guests = useQuery(trpc.guest.names.queryOptions())
  const every = { value: ALL_GUESTS, label: t('All guests that I may see') }
  const options = (guests.data ?? []).map(({ id, name }) => ({
    value: id,
    label: t('Only {name}', { name }),
  }))
  return (
    <SelectField label={t('Guests')} name="guestId" options={[every, ...options]} placeholder={t('Choose')} />
  )
}

/** For one guest less is offered; the server refuses what was ticked before and reaches beyond it. */
function Permissions({ choices }: { choices: TokenChoices }) {
  const form = useForm()
  const offered: readonly Permission[] =
    form.values.guestId === ALL_GUESTS ? choices.rights : choices.ofOneGuest
  const set = (permissions: readonly string[]) => form.set('permissions', permissions)
  return (
    <div className="space-y-3">
      <ChecksField
        checks={offered.map((value) => ({ value, label: t(PERMISSION_WORDS[value]), hint: value }))}
        hint={t('A token never changes how you sign in.')}
        label={t('It may')}
        name="permissions"
      />
      <div className="flex flex-wrap gap-2">
        <Button onClick={() => set(offered.filter(isReading))} size="small">
          {t('Only look')}
        </Button>
        <Button onClick={() => set(offered.filter((one) => one !== 'self'))} size="small">
          {t('All of these')}
        </Button>
        <Button onClick={() => set([])} size="small">
          {t('None')}
        </Button>
      </div>
    </div>
  )
}
