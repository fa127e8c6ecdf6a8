'use client'

import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { z } from 'zod'
import { msg, t } from '@/language/t.ts'
import { messageFor } from '@/messages.ts'
import { CloneRequest } from '@/server/services/files/model.ts'
import type { GuestView } from '@/server/services/guest/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button, LinkButton } from '@/ui/button.tsx'
import { ChecksField } from '@/ui/checks-field.tsx'
import { Dialog, DialogActions } from '@/ui/dialog.tsx'
import { TextField } from '@/ui/field.tsx'
import { Form } from '@/ui/form.tsx'
import { SubmitButton } from '@/ui/submit-button.tsx'
import { newRequestKey } from '../guest/request-key.ts'
import { OperationProgress } from '../operation/operation-progress.tsx'
import { RoomLine } from '../plan/room-line.tsx'
import { useFilesRefresh } from './use-files-refresh.ts'

const CloneForm = z.object({
  name: z.string().min(1, msg('Give the new guest a name.')).pipe(CloneRequest.shape.name),
  keep: z.array(z.literal('keys')),
})
const KEEP = [
  {
    value: 'keys',
    label: msg('Keep its machine id and SSH host keys'),
    hint: msg('For one that takes the place of this guest. Two that run side by side should differ.'),
  },
]

/** A second guest with the same files, plan and customer. */
export function CloneDialog({ guest, onClose }: { guest: GuestView; onClose: () => void }) {
  const trpc = useTRPC()
  const refresh = useFilesRefresh()
  // One key for one form: pressing twice, or trying again after a lost answer, makes one guest.
  const [requestKey] = useState(newRequestKey)
  const room = useQuery(trpc.files.cloneRoom.queryOptions({ guestId: guest.id }))
  const clone = useMutation(trpc.files.clone.mutationOptions({ onSettled: refresh }))
  if (clone.data)
    return (
      <Dialog onClose={onClose} title={t('Clone {guest}', { guest: guest.name })} wide>
        <OperationProgress onSucceeded={() => void refresh()} operationId={clone.data.operationId} />
        <DialogActions>
          <Button onClick={onClose}>{t('Close')}</Button>
          <LinkButton href={`/guests/${clone.data.guestId}`} variant="primary">
            {t('Go to {guest}', { guest: clone.variables.name })}
          </LinkButton>
        </DialogActions>
      </Dialog>
    )
  return (
    <Dialog onClose={onClose} title={t('Clone {guest}', { guest: guest.name })}>
      <p className="mb-5 text-soft">
        {t(
          'The new guest starts with the same files, for {customer} and with plan {plan}, which it takes from your pool. It stays stopped.',
          { customer: guest.customer.name, plan: guest.plan.name },
        )}
        {room.data && <RoomLine className="mt-2" room={room.data} />}
      </p>
      <Form
        initial={{ name: '', keep: [] }}
        label={t('Clone')}
        onSubmit={({ name, keep }) =>
          clone.mutate({ guestId: guest.id, name, requestKey, keepKeys: keep.length > 0 })
        }
        pending={clone.isPending}
        problem={clone.error ? messageFor(clone.error) : null}
        schema={CloneForm}
      >
        <TextField
          autoCapitalize="none"
          autoComplete="off"
          hint={t('Lower-case letters, digits and hyphens.')}
          label={t('Name of the new guest')}
          name="name"
          spellCheck={false}
        />
        <ChecksField
          checks={KEEP.map(({ value, label, hint }) => ({ value, label: t(label), hint: t(hint) }))}
          label={t('Identity')}
          name="keep"
        />
        <DialogActions>
          <Button onClick={onClose}>{t('Cancel')}</Button>
          <SubmitButton>{t('Clone guest')}</SubmitButton>
        </DialogActions>
      </Form>
    </Dialog>
  )
}
