'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { NETWORK_LINKS } from '@vserver/core/network/constants'
import { t } from '@/language/t.ts'
import { messageFor } from '@/messages.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button } from '@/ui/button.tsx'
import { Dialog, DialogActions } from '@/ui/dialog.tsx'
import { SelectField, TextField } from '@/ui/field.tsx'
import { Form, useForm } from '@/ui/form.tsx'
import { Notice } from '@/ui/notice.tsx'
import { SubmitButton } from '@/ui/submit-button.tsx'
import { useToast } from '@/ui/toast.tsx'
import { LINK_WORDS } from '../network/mode-words.ts'
import { KIND_WORDS } from './address-words.ts'
import { NEW_POOL, NONE, PoolForm } from './pool-form.ts'

const KINDS = ['public', 'private'] as const

export function PoolCreateDialog({ onClose }: { onClose: () => void }) {
  const trpc = useTRPC()
  const client = useQueryClient()
  const toast = useToast()
  const create = useMutation(
    trpc.address.createPool.mutationOptions({
      onSuccess: ({ name }) => {
        toast('good', t('Guests can have addresses of {pool} now.', { pool: name }))
        onClose()
      },
      onSettled: () => client.invalidateQueries(trpc.address.pathFilter()),
    }),
  )
  return (
    <Dialog onClose={onClose} title={t('New pool')}>
      <Form
        initial={NEW_POOL}
        label={t('New pool')}
        onSubmit={(pool) => create.mutate(pool)}
        pending={create.isPending}
        problem={create.error ? messageFor(create.error) : null}
        schema={PoolForm}
      >
        <TextField autoComplete="off" label={t('Name')} name="name" />
        <TextField
          autoCapitalize="none"
          autoComplete="off"
          className="font-mono"
          hint={t(
            'Its own and the broadcast address, the gateway and the host’s addresses are left out by themselves.',
          )}
          label={t('Network')}
          name="prefix"
          placeholder="192.0.2.0/24"
          spellCheck={false}
        />
        <KindField />
        <HostField />
        <LinkFields />
        <TextField
          autoCapitalize="none"
          autoComplete="off"
          hint={t('The zone of its reverse names, such as 2.0.192.in-addr.arpa. Empty: they have none here.')}
          label={t('Reverse zone')}
          name="reverseZone"
          spellCheck={false}
        />
        <DialogActions>
          <Button onClick={onClose}>{t('Cancel')}</Button>
          <SubmitButton>{t('Create pool')}</SubmitButton>
        </DialogActions>
      </Form>
    </Dialog>
  )
}

function KindField() {
  const { kind } = useForm().values
  const { hint } = KIND_WORDS[kind === 'private' ? 'private' : 'public']
  const options = KINDS.map((value) => ({ value, label: t(KIND_WORDS[value].label) }))
  return (
    <SelectField hint={t(hint)} label={t('Kind')} name="kind" options={options} placeholder={t('Choose')} />
  )
}

/** Only where there is a choice. */
function HostField() {
  const trpc = useTRPC()
  const hosts = useQuery(trpc.host.list.queryOptions()).data ?? []
  if (hosts.length < 2) return null
  const options = [
    { value: NONE, label: t('Any host') },
    ...hosts.map(({ id, name }) => ({ value: id, label: name })),
  ]
  return <SelectField label={t('Leads to')} name="hostId" options={options} placeholder={t('Choose')} />
}

function LinkFields() {
  const { values } = useForm()
  const link = NETWORK_LINKS.find((one) => one === values.link) ?? 'routed'
  const { hint, warning } = LINK_WORDS[link]
  return (
    <>
      <SelectField
        hint={t(hint)}
        label={t('How guests are joined to it')}
        name="link"
        options={NETWORK_LINKS.map((value) => ({ value, label: t(LINK_WORDS[value].label) }))}
        placeholder={t('Choose')}
      />
      {warning && <Notice tone="warn">{t(warning)}</Notice>}
      {link !== 'routed' && (
        <div className="grid gap-4 sm:grid-cols-2">
          <TextField
            autoComplete="off"
            hint={t('It has to be there already.')}
            label={link === 'bridge' ? t('Bridge of the host') : t('Device of the host')}
            name="parent"
            placeholder={link === 'bridge' ? 'br0' : 'eth0'}
            spellCheck={false}
          />
          <TextField
            autoComplete="off"
            hint={t('Never given to a guest.')}
            label={t('Gateway')}
            name="gateway"
            placeholder="192.0.2.1"
            spellCheck={false}
          />
        </div>
      )}
    </>
  )
}
