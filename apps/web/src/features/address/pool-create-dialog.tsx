'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { NETWORK_LINKS } from '@vserver/core/network/model'
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

const LINKS = NETWORK_LINKS.map((value) => ({ value, label: LINK_WORDS[value].label }))
const KINDS = (['public', 'private'] as const).map((value) => ({ value, label: KIND_WORDS[value].label }))

export function PoolCreateDialog({ onClose }: { onClose: () => void }) {
  const trpc = useTRPC()
  const client = useQueryClient()
  const toast = useToast()
  const create = useMutation(
    trpc.address.createPool.mutationOptions({
      onSuccess: ({ name }) => {
        toast('good', `Guests can have addresses of ${name} now.`)
        onClose()
      },
      onSettled: () => client.invalidateQueries(trpc.address.pathFilter()),
    }),
  )
  return (
    <Dialog onClose={onClose} title="New pool">
      <Form
        initial={NEW_POOL}
        label="New pool"
        onSubmit={(pool) => create.mutate(pool)}
        pending={create.isPending}
        problem={create.error ? messageFor(create.error) : null}
        schema={PoolForm}
      >
        <TextField autoComplete="off" label="Name" name="name" />
        <TextField
          autoCapitalize="none"
          autoComplete="off"
          className="font-mono"
          hint="Its own and the broadcast address, the gateway and the host’s addresses are left out by themselves."
          label="Network"
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
          hint="The zone of its reverse names, such as 2.0.192.in-addr.arpa. Empty: they have none here."
          label="Reverse zone"
          name="reverseZone"
          spellCheck={false}
        />
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <SubmitButton>Create pool</SubmitButton>
        </DialogActions>
      </Form>
    </Dialog>
  )
}

function KindField() {
  const { kind } = useForm().values
  const hint = KIND_WORDS[kind === 'private' ? 'private' : 'public'].hint
  return <SelectField hint={hint} label="Kind" name="kind" options={KINDS} placeholder="Choose" />
}

/** Only where there is a choice. */
function HostField() {
  const trpc = useTRPC()
  const hosts = useQuery(trpc.host.list.queryOptions()).data ?? []
  if (hosts.length < 2) return null
  const options = [
    { value: NONE, label: 'Any host' },
    ...hosts.map(({ id, name }) => ({ value: id, label: name })),
  ]
  return <SelectField label="Leads to" name="hostId" options={options} placeholder="Choose" />
}

function LinkFields() {
  const { values } = useForm()
  const link = NETWORK_LINKS.find((one) => one === values.link) ?? 'routed'
  const { hint, warning } = LINK_WORDS[link]
  return (
    <>
      <SelectField
        hint={hint}
        label="How guests are joined to it"
        name="link"
        options={LINKS}
        placeholder="Choose"
      />
      {warning && <Notice tone="warn">{warning}</Notice>}
      {link !== 'routed' && (
        <div className="grid gap-4 sm:grid-cols-2">
          <TextField
            autoComplete="off"
            hint="It has to be there already."
            label={link === 'bridge' ? 'Bridge of the host' : 'Device of the host'}
            name="parent"
            placeholder={link === 'bridge' ? 'br0' : 'eth0'}
            spellCheck={false}
          />
          <TextField
            autoComplete="off"
            hint="Never given to a guest."
            label="Gateway"
            name="gateway"
            placeholder="192.0.2.1"
            spellCheck={false}
          />
        </div>
      )}
    </>
  )
}
