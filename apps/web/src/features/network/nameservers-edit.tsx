'use client'

import { useMutation } from '@tanstack/react-query'
import { t } from '@/language/t.ts'
import { messageFor } from '@/messages.ts'
import type { GuestView } from '@/server/services/guest/model.ts'
import type { NetworkView } from '@/server/services/network/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button } from '@/ui/button.tsx'
import { TextField } from '@/ui/field.tsx'
import { Form } from '@/ui/form.tsx'
import { SubmitButton } from '@/ui/submit-button.tsx'
import { useToast } from '@/ui/toast.tsx'
import { NameserversForm } from './nameservers-form.ts'
import { useNetworkSaved } from './use-network.ts'

type Props = { guest: GuestView; view: NetworkView; onClose: () => void }

export function NameserversEdit({ guest, view, onClose }: Props) {
  const trpc = useTRPC()
  const toast = useToast()
  const saved = useNetworkSaved(guest.id)
  const save = useMutation(
    trpc.network.setNameservers.mutationOptions({
      ...saved,
      onSuccess: (now) => {
        saved.onSuccess(now)
        toast('good', t('Name servers saved.'))
        onClose()
      },
    }),
  )
  return (
    <Form
      initial={{ nameservers: view.network.nameservers.join(', ') }}
      label={t('Name servers')}
      onSubmit={({ nameservers }) => save.mutate({ guestId: guest.id, nameservers })}
      pending={save.isPending}
      problem={save.error ? messageFor(save.error) : null}
      schema={NameserversForm}
    >
      <TextField
        autoComplete="off"
        hint={t(
          'Up to three addresses, between commas, for its /etc/resolv.conf. Empty: its own file is left alone.',
        )}
        label={t('Name servers')}
        name="nameservers"
        placeholder="192.0.2.53, 2001:db8::53"
        spellCheck={false}
      />
      <div className="flex flex-wrap gap-3">
        <SubmitButton>{t('Save name servers')}</SubmitButton>
        <Button onClick={onClose}>{t('Cancel')}</Button>
      </div>
    </Form>
  )
}
