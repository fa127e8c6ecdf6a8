'use client'

import { useMutation } from '@tanstack/react-query'
import { GuestName } from '@vserver/core/guest/model'
import { z } from 'zod'
import { t } from '@/language/t.ts'
import { messageFor } from '@/messages.ts'
import type { GuestView } from '@/server/services/guest/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button } from '@/ui/button.tsx'
import { Dialog, DialogActions } from '@/ui/dialog.tsx'
import { TextField } from '@/ui/field.tsx'
import { Form } from '@/ui/form.tsx'
import { SubmitButton } from '@/ui/submit-button.tsx'
import { useToast } from '@/ui/toast.tsx'
import { useGuestRefresh } from '../guest/use-guest-refresh.ts'

const RenameForm = z.object({ name: GuestName })

export function RenameDialog({ guest, onClose }: { guest: GuestView; onClose: () => void }) {
  const trpc = useTRPC()
  const toast = useToast()
  const rename = useMutation(
    trpc.guest.rename.mutationOptions({
      onSuccess: ({ name }) => {
        toast('good', t('{former} is called {name} now.', { former: guest.name, name }))
        onClose()
      },
      onSettled: useGuestRefresh(),
    }),
  )
  return (
    <Dialog onClose={onClose} title={t('Rename {name}', { name: guest.name })}>
      <Form
        initial={{ name: guest.name }}
        label={t('Rename the guest')}
        onSubmit={({ name }) => rename.mutate({ guestId: guest.id, name })}
        pending={rename.isPending}
        problem={rename.error ? messageFor(rename.error) : null}
        schema={RenameForm}
      >
        <TextField
          autoCapitalize="none"
          autoComplete="off"
          hint={t('Its name in this panel; its host name inside stays.')}
          label={t('New name')}
          name="name"
          spellCheck={false}
        />
        <DialogActions>
          <Button onClick={onClose}>{t('Cancel')}</Button>
          <SubmitButton>{t('Rename')}</SubmitButton>
        </DialogActions>
      </Form>
    </Dialog>
  )
}
