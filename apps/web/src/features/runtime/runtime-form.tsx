'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { CONTEXT_CAPABILITIES } from '@vserver/core/context/constants'
import { t } from '@/language/t.ts'
import { messageFor } from '@/messages.ts'
import type { GuestView } from '@/server/services/guest/model.ts'
import { GONE } from '@/server/services/runtime/constants.ts'
import type { RuntimeView } from '@/server/services/runtime/model.ts'
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
        toast('good', t('Runtime saved.'))
        onClose(true)
      },
      onSettled: refresh,
    }),
  )
  return (
    <Form
      initial={toDraft(view)}
      label={t('Runtime')}
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
        hint={t(
          'A place that lies on the storage itself, for what cannot live on shared layers: Docker’s files, quotas of its users. Empty: none.',
        )}
        label={t('Raw directory')}
        name="rawDirectory"
        placeholder="/var/lib/docker"
        spellCheck={false}
      />
      <ChecksField
        checks={CONTEXT_CAPABILITIES.map((name) => contextCheck(name, view))}
        hint={t('Done for the guest, without giving it a capability.')}
        label={t('May also')}
        name="contextCapabilities"
      />
      <div className="flex gap-3">
        <SubmitButton>{t('Save runtime')}</SubmitButton>
        <Button onClick={() => onClose(false)}>{t('Cancel')}</Button>
      </div>
    </Form>
  )
}

function BootFields({ view }: { view: RuntimeView }) {
  return (
    <>
      <NumberField
        hint={t('How long its services have to end before what is left is killed.')}
        label={t('Time to stop')}
        max={600}
        min={1}
        name="stopSeconds"
        unit={t('seconds')}
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField hint={t('Guests of one mark start together.')} label={t('Boot mark')} name="mark" />
        <NumberField
          hint={t('When the host starts: lower comes first.')}
          label={t('Boot order')}
          max={9999}
          min={0}
          name="order"
        />
      </div>
      {view.siblings.length > 0 && (
        <ChecksField
          checks={view.siblings.map(({ id, name }) => ({ value: id, label: name }))}
          label={t('Starts after')}
          name="dependsOn"
        />
      )}
    </>
  )
}

/** A guest that is gone can be seen, not chosen. */
function SpaceFields({ view }: { view: RuntimeView }) {
  const options = [
    { value: OWN_SPACE, label: t('Its own') },
    ...view.siblings.map(({ id, name }) => ({ value: id, label: t('That of {name}', { name }) })),
  ]
  const gone = { value: GONE, label: t('That of a guest that is gone'), disabled: true }
  const offered = (id: string | null) => (id === GONE ? [...options, gone] : options)
  const placeholder = t('Choose')
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <SelectField
        hint={t('Shared: one loopback, one set of ports.')}
        label={t('Network')}
        name="network"
        options={offered(view.spaces.network)}
        placeholder={placeholder}
      />
      <SelectField
        hint={t('Shared: one System V memory, semaphores and queues.')}
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
  const words = CONTEXT_CAPABILITY_WORDS[name]
  const [label, hint] = [t(words.label), t(words.hint)]
  if (view.offered.includes(name)) return { value: name, label, hint }
  const disabled = !view.contextCapabilities.includes(name)
  return { value: name, label, hint: `${hint} ${t('This host cannot do it.')}`, disabled }
}
