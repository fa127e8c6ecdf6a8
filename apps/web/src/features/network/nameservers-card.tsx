'use client'

import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { t } from '@/language/t.ts'
import { messageFor } from '@/messages.ts'
import type { GuestView } from '@/server/services/guest/model.ts'
import type { NetworkView } from '@/server/services/network/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button } from '@/ui/button.tsx'
import { Card } from '@/ui/card.tsx'
import { TextField } from '@/ui/field.tsx'
import { Form } from '@/ui/form.tsx'
import { schemaLater } from '@/ui/schema-later.ts'
import { SubmitButton } from '@/ui/submit-button.tsx'
import { useToast } from '@/ui/toast.tsx'
import { useNetworkSaved } from './use-network.ts'

const schema = schemaLater(() => import('./nameservers-form.ts').then((module) => module.NameserversForm))

type Props = { guest: GuestView; view: NetworkView; deniedReason: string | null }

/** Whom the guest asks for names. */
export function NameserversCard({ guest, view, deniedReason }: Props) {
  const [editing, setEditing] = useState(false)
  const { nameservers } = view.network
  return (
    <Card
      action={
        !editing && (
          <Button deniedReason={deniedReason} onClick={() => setEditing(true)} size="small">
            {t('Change name servers')}
          </Button>
        )
      }
      title={t('Name servers')}
    >
      {editing ? (
        <NameserversForm guest={guest} onClose={() => setEditing(false)} view={view} />
      ) : nameservers.length > 0 ? (
        <ol className="space-y-1 font-mono text-sm">
          {nameservers.map((address) => (
            <li key={address}>{address}</li>
          ))}
        </ol>
      ) : (
        <p className="text-sm text-soft">{t('Its own /etc/resolv.conf is left as it is.')}</p>
      )}
    </Card>
  )
}

function NameserversForm({ guest, view, onClose }: Omit<Props, 'deniedReason'> & { onClose: () => void }) {
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
      schema={schema}
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
