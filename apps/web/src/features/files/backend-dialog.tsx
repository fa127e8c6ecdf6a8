'use client'

import { useMutation } from '@tanstack/react-query'
import { Backend } from '@vserver/core/storage/model'
import { z } from 'zod'
import { t } from '@/language/t.ts'
import { messageFor } from '@/messages.ts'
import type { FilesView } from '@/server/services/files/model.ts'
import type { GuestView } from '@/server/services/guest/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button } from '@/ui/button.tsx'
import { DialogActions } from '@/ui/dialog.tsx'
import { SelectField } from '@/ui/field.tsx'
import { Form } from '@/ui/form.tsx'
import { SubmitButton } from '@/ui/submit-button.tsx'
import { BACKEND_WORDS } from '../storage/storage-words.ts'
import { useFilesRefresh } from './use-files-refresh.ts'
import { WorkDialog } from './work-dialog.tsx'

const BackendForm = z.object({ backend: Backend })

/** Copies the files to their new form beside the old one, then goes over to it. */
export function BackendDialog({
  guest,
  files,
  onClose,
}: {
  guest: GuestView
  files: FilesView
  onClose: () => void
}) {
  const trpc = useTRPC()
  const refresh = useFilesRefresh()
  const convert = useMutation(trpc.files.convert.mutationOptions({ onSettled: refresh }))
  const options = files.backends.map(({ backend, reason }) => {
    const its = backend === files.backend ? t('as it is now') : reason
    const label = t(BACKEND_WORDS[backend].label)
    return { value: backend, label: its ? `${label}: ${its}` : label, disabled: Boolean(its) }
  })
  return (
    <WorkDialog
      onClose={onClose}
      operationId={convert.data?.operationId ?? null}
      title={t('Change the backend of {guest}', { guest: guest.name })}
    >
      <p className="mb-5 text-soft">
        {t(
          'Its files are copied to the new form, which needs room for both until it is done. The guest sees no difference.',
        )}
      </p>
      <Form
        initial={{ backend: '' }}
        label={t('Backend')}
        onSubmit={({ backend }) => convert.mutate({ guestId: guest.id, backend })}
        pending={convert.isPending}
        problem={convert.error ? messageFor(convert.error) : null}
        schema={BackendForm}
      >
        <SelectField
          label={t('Keep its files as')}
          name="backend"
          options={options}
          placeholder={t('Choose')}
        />
        <ul className="space-y-2 text-sm text-faint">
          {files.backends.map(({ backend }) => (
            <li key={backend}>
              <span className="font-medium text-soft">{t(BACKEND_WORDS[backend].label)}.</span>{' '}
              {t(BACKEND_WORDS[backend].hint)}
            </li>
          ))}
        </ul>
        <DialogActions>
          <Button onClick={onClose}>{t('Cancel')}</Button>
          <SubmitButton deniedReason={files.denied.convert}>{t('Change backend')}</SubmitButton>
        </DialogActions>
      </Form>
    </WorkDialog>
  )
}
