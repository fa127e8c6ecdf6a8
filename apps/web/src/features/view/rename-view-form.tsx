'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { t } from '@/language/t.ts'
import { messageFor } from '@/messages.ts'
import { RenameView, type SavedView } from '@/server/services/view/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button } from '@/ui/button.tsx'
import { TextField } from '@/ui/field.tsx'
import { Form } from '@/ui/form.tsx'
import { SubmitButton } from '@/ui/submit-button.tsx'

export function RenameViewForm({ view, onDone }: { view: SavedView; onDone: () => void }) {
  const trpc = useTRPC()
  const client = useQueryClient()
  const rename = useMutation(
    trpc.view.rename.mutationOptions({
      onSuccess: onDone,
      onSettled: () => client.invalidateQueries(trpc.view.pathFilter()),
    }),
  )
  return (
    <Form
      initial={{ name: view.name }}
      label={t('Rename {name}', { name: view.name })}
      onSubmit={({ name }) => rename.mutate({ viewId: view.id, name })}
      pending={rename.isPending}
      problem={rename.error ? messageFor(rename.error) : null}
      schema={RenameView}
    >
      {/* The button that was pressed has become this field. */}
      <TextField autoComplete="off" autoFocus label={t('Name of the view')} name="name" />
      <div className="mt-3 flex gap-2">
        <SubmitButton>{t('Rename')}</SubmitButton>
        <Button onClick={onDone}>{t('Cancel')}</Button>
      </div>
    </Form>
  )
}
