'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { CONTEXT_CAPABILITIES } from '@vserver/core/context/model'
import { messageFor } from '@/messages.ts'
import type { GuestView } from '@/server/services/guest/model.ts'
import { GONE, type RuntimeView } from '@/server/services/runtime/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button } from '@/ui/button.tsx'
import { type Check, ChecksField } from '@/ui/checks-field.tsx'
import { NumberField, SelectField, TextField } from '@/ui/field.tsx'
import { Form } from '@/ui/form.tsx'
import { SubmitButton } from '@/ui/submit-button.tsx'
import { useToast } from '@/ui/toast.tsx'
import { useGuestRefresh } from '../guest/use-guest-refresh.ts'
import { MountsField } from './mounts-field.tsx'
import { OWN_SPACE, RuntimeForm as RuntimeSchema, runtimeChange, toDraft } from './runtime-draft.ts'
import { CONTEXT_CAPABILITY_WORDS } from './runtime-words.ts'

type Props = { guest: GuestView; view: RuntimeView; onClose: (saved: boolean) => void }

export function RuntimeForm({ guest, view, onClose }: Props) {
  const trpc = useTRPC()
  const client = useQueryClient()
  const toast = useToast()
  const refresh = useGuestRefresh()
  const save = useMutation(
    trpc.runtime.set.mutationOptions({
      onSuccess: (now) => {
        client.setQueryData(trpc.runtime.get.queryKey({ guestId: guest.id }), now)
        toast('good', 'Runtime saved.')
        onClose(true)
      },
      onSettled: refresh,
    }),
  )
  return (
    <Form
      initial={toDraft(view)}
      label="Runtime"
      onSubmit={(draft) => {
        const change = runtimeChange(view, draft)
        if (Object.keys(change).length === 0) onClose(false)
        else save.mutate({ guestId: guest.id, change })
      }}
      pending={save.isPending}
      problem={save.error ? messageFor(save.error) : null}
      schema={RuntimeSchema}
    >
      <BootFields view={view} />
      <SpaceFields view={view} />
      <MountsField areas={view.areas} />
      <TextField
        autoCapitalize="none"
        autoComplete="off"
        hint="A place that lies on the storage itself, for what cannot live on shared layers: Docker’s files, quotas of its users. Empty: none."
        label="Raw directory"
        name="rawDirectory"
        placeholder="/var/lib/docker"
        spellCheck={false}
      />
      <ChecksField
        checks={CONTEXT_CAPABILITIES.map((name) => contextCheck(name, view))}
        hint="Done for the guest, without giving it a capability."
        label="May also"
        name="contextCapabilities"
      />
      <div className="flex gap-3">
        <SubmitButton>Save runtime</SubmitButton>
        <Button onClick={() => onClose(false)}>Cancel</Button>
      </div>
    </Form>
  )
}

function BootFields({ view }: { view: RuntimeView }) {
  return (
    <>
      <NumberField
        hint="How long its services have to end before what is left is killed."
        label="Time to stop"
        max={600}
        min={1}
        name="stopSeconds"
        unit="seconds"
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField hint="Guests of one mark start together." label="Boot mark" name="mark" />
        <NumberField
          hint="When the host starts: lower comes first."
          label="Boot order"
          max={9999}
          min={0}
          name="order"
        />
      </div>
      {view.siblings.length > 0 && (
        <ChecksField
          checks={view.siblings.map(({ id, name }) => ({ value: id, label: name }))}
          label="Starts after"
          name="dependsOn"
        />
      )}
    </>
  )
}

/** A guest that is gone can be seen, not chosen. */
function SpaceFields({ view }: { view: RuntimeView }) {
  const options = [
    { value: OWN_SPACE, label: 'Its own' },
    ...view.siblings.map(({ id, name }) => ({ value: id, label: `That of ${name}` })),
  ]
  const gone = { value: GONE, label: 'That of a guest that is gone', disabled: true }
  const offered = (id: string | null) => (id === GONE ? [...options, gone] : options)
  const placeholder = 'Choose'
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <SelectField
        hint="Shared: one loopback, one set of ports."
        label="Network"
        name="network"
        options={offered(view.spaces.network)}
        placeholder={placeholder}
      />
      <SelectField
        hint="Shared: one System V memory, semaphores and queues."
        label="IPC"
        name="ipc"
        options={offered(view.spaces.ipc)}
        placeholder={placeholder}
      />
    </div>
  )
}

/** What the host cannot do stays visible; one that is ticked can still be taken away. */
function contextCheck(name: (typeof CONTEXT_CAPABILITIES)[number], view: RuntimeView): Check {
  const { label, hint } = CONTEXT_CAPABILITY_WORDS[name]
  if (view.offered.includes(name)) return { value: name, label, hint }
  const disabled = !view.contextCapabilities.includes(name)
  return { value: name, label, hint: `${hint} This host cannot do it.`, disabled }
}
