'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { t } from '@/language/t.ts'
import { messageFor } from '@/messages.ts'
import { SshKeyRequest } from '@/server/services/ssh-key/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button } from '@/ui/button.tsx'
import { Dialog, DialogActions } from '@/ui/dialog.tsx'
import { TextField } from '@/ui/field.tsx'
import { Form } from '@/ui/form.tsx'
import { SubmitButton } from '@/ui/submit-button.tsx'
import { useToast } from '@/ui/toast.tsx'

const KEY_BEGINS = 'ssh-ed25519 AAAA…'
const EMPTY = { name: '', key: '' }

export function SshKeyAddDialog({ onClose }: { onClose: () => void }) {
  const trpc = useTRPC()
  const client = useQueryClient()
  const toast = useToast()
  const add = useMutation(
    trpc.sshKey.add.mutationOptions({
      onSuccess: (_data, { name }) => {
        toast('good', t('{name} opens your guests from now on.', { name }))
        onClose()
      },
      onSettled: () => client.invalidateQueries(trpc.sshKey.pathFilter()),
    }),
  )
  return (
    <Dialog onClose={onClose} title={t('Add an SSH key')} wide>
      <Form
        initial={EMPTY}
        label={t('Add an SSH key')}
        onSubmit={(request) => add.mutate(request)}
        pending={add.isPending}
        problem={add.error ? messageFor(add.error) : null}
        schema={SshKeyRequest}
      >
        <TextField
          autoComplete="off"
          autoFocus
          hint={t('So that you know it again.')}
          label={t('Name')}
          name="name"
          placeholder={t('Laptop')}
        />
        <TextField
          autoComplete="off"
          className="font-mono"
          hint={t(
            'The line of the file that ends in .pub, such as ~/.ssh/id_ed25519.pub. None there? ssh-keygen -t ed25519 makes one.',
          )}
          label={t('Public key')}
          name="key"
          placeholder={KEY_BEGINS}
          spellCheck={false}
        />
        <DialogActions>
          <Button onClick={onClose}>{t('Cancel')}</Button>
          <SubmitButton>{t('Add key')}</SubmitButton>
        </DialogActions>
      </Form>
    </Dialog>
  )
}
