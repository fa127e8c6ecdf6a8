'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { ADDITIONAL_CAPABILITIES, DEFAULT_CAPABILITIES } from '@vserver/core/context/constants'
import { z } from 'zod'
import { t, type Words } from '@/language/t.ts'
import { messageFor } from '@/messages.ts'
import type { GuestView } from '@/server/services/guest/model.ts'
import { Capabilities, type RuntimeView } from '@/server/services/runtime/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button } from '@/ui/button.tsx'
import { ChecksField } from '@/ui/checks-field.tsx'
import { Dialog, DialogActions } from '@/ui/dialog.tsx'
import { Form } from '@/ui/form.tsx'
import { Notice } from '@/ui/notice.tsx'
import { SubmitButton } from '@/ui/submit-button.tsx'
import { useToast } from '@/ui/toast.tsx'
import { useGuestRefresh } from '../guest/use-guest-refresh.ts'
import { CAPABILITY_WORDS, DEFAULT_CAPABILITY_WORDS } from './capability-words.ts'

/** Boxes show what the guest has; what is kept is how that differs from the usual. */
const CapabilityForm = z.strictObject({
  add: Capabilities.shape.add,
  kept: z.array(z.enum(DEFAULT_CAPABILITIES)),
})

type Props = { guest: GuestView; view: RuntimeView; onClose: (saved: boolean) => void }

export function CapabilityDialog({ guest, view, onClose }: Props) {
  const trpc = useTRPC()
  const client = useQueryClient()
  const toast = useToast()
  const refresh = useGuestRefresh()
  const { add, remove } = view.capabilities
  const save = useMutation(
    trpc.runtime.setCapabilities.mutationOptions({
      onSuccess: (now) => {
        client.setQueryData(trpc.runtime.get.queryKey({ guestId: guest.id }), now)
        toast('good', t('Capabilities saved.'))
        onClose(true)
      },
      onSettled: refresh,
    }),
  )
  const submit = (form: z.infer<typeof CapabilityForm>) => {
    const removed = DEFAULT_CAPABILITIES.filter((name) => !form.kept.includes(name))
    save.mutate({ guestId: guest.id, capabilities: { add: form.add, remove: removed } })
  }
  return (
    <Dialog onClose={() => onClose(false)} title={t('Capabilities of {name}', { name: guest.name })} wide>
      <Form
        initial={{ add, kept: DEFAULT_CAPABILITIES.filter((name) => !remove.includes(name)) }}
        label={t('Capabilities')}
        onSubmit={submit}
        pending={save.isPending}
        problem={save.error ? messageFor(save.error) : null}
        schema={CapabilityForm}
      >
        <Notice tone="warn">
          {t(
            'Each further capability lets root in the guest reach more of the host’s kernel. Give none to a guest whose users you do not trust.',
          )}
        </Notice>
        <ChecksField
          checks={ADDITIONAL_CAPABILITIES.map((name) => check(name, CAPABILITY_WORDS[name]))}
          label={t('Further capabilities')}
          name="add"
        />
        <ChecksField
          checks={DEFAULT_CAPABILITIES.map((name) => check(name, DEFAULT_CAPABILITY_WORDS[name]))}
          hint={t('Taking one away breaks programs that need it.')}
          label={t('Usual capabilities')}
          name="kept"
        />
        <DialogActions>
          <Button onClick={() => onClose(false)}>{t('Cancel')}</Button>
          <SubmitButton>{t('Save capabilities')}</SubmitButton>
        </DialogActions>
      </Form>
    </Dialog>
  )
}

function check(value: string, hint: Words) {
  return { value, label: value, hint: t(hint) }
}
