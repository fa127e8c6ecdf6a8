'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { t } from '@/language/t.ts'
import { messageFor } from '@/messages.ts'
import { RenameView, type ViewFilters, type ViewPage } from '@/server/services/view/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button } from '@/ui/button.tsx'
import { Dialog, DialogActions } from '@/ui/dialog.tsx'
import { TextField } from '@/ui/field.tsx'
import { Form } from '@/ui/form.tsx'
import { SubmitButton } from '@/ui/submit-button.tsx'
import { useToast } from '@/ui/toast.tsx'

type Props = { page: ViewPage; filters: ViewFilters; onClose: () => void }

export function SaveViewDialog({ page, filters, onClose }: Props) {
  const trpc = useTRPC()
  const client = useQueryClient()
  const toast = useToast()
  const save = useMutation(
    trpc.view.create.mutationOptions({
      onSuccess: () => {
        toast('good', t('The view is saved.'))
        onClose()
      },
      onSettled: () => client.invalidateQueries(trpc.view.pathFilter()),
    }),
  )
  return (
    <Dialog onClose={onClose} title={t('Save this search')}>
      <Form
        initial={{ name: filters.q }}
        label={t('Save this search')}
        onSubmit={({ name }) => save.mutate({ page, name, filters })}
        pending={save.isPending}
        problem={save.error ? messageFor(save.error) : null}
        schema={RenameView}
      >
        <TextField
          autoComplete="off"
          hint={t('It keeps what the list is searched for: “{query}”. Only you see it.', {
            query: filters.q,
          })}
          label={t('Name of the view')}
          name="name"
        />
        <DialogActions>
          <Button onClick={onClose}>{t('Cancel')}</Button>
          <SubmitButton>{t('Save')}</SubmitButton>
        </DialogActions>
      </Form>
    </Dialog>
  )
}
