'use client'

import { useMutation, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { z } from 'zod'
import { t } from '@/language/t.ts'
import { messageFor } from '@/messages.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button } from '@/ui/button.tsx'
import { Dialog, DialogActions } from '@/ui/dialog.tsx'
import { SelectField } from '@/ui/field.tsx'
import { Form } from '@/ui/form.tsx'
import { Notice } from '@/ui/notice.tsx'
import { SubmitButton } from '@/ui/submit-button.tsx'
import { useToast } from '@/ui/toast.tsx'
import { QueryView } from '../feedback/query-view.tsx'
import { ConfirmNameField, nameOf } from '../guest/confirm-name.tsx'
import { useGuestRefresh } from '../guest/use-guest-refresh.ts'
import type { LifeDialogProps } from './life-dialog.tsx'

/** Asks for the name, and says what goes, what stays and for how long there is a way back. */
export function ReinstallDialog({ guest, onClose }: LifeDialogProps) {
  const trpc = useTRPC()
  const choices = useQuery(trpc.guest.reinstallChoices.queryOptions({ guestId: guest.id }))
  return (
    <Dialog onClose={onClose} title={t('Reinstall {name}?', { name: guest.name })}>
      <p className="mb-2 text-soft">
        {t(
          'It is stopped and gets the files of a template. Everything installed in it is gone from it, its raw directory too; open consoles end.',
        )}
      </p>
      <p className="mb-5 text-soft">
        {t(
          'Name, addresses, limits, plan, firewall and recordings stay. The files it has now are kept for a day and can be taken back.',
        )}
      </p>
      <QueryView query={choices}>
        {(ready) =>
          ready.length > 0 ? (
            <ReinstallForm choices={ready} guest={guest} onClose={onClose} />
          ) : (
            <>
              <Notice tone="warn">{t('No template is ready. Ask the administrator to build one.')}</Notice>
              <DialogActions>
                <Button onClick={onClose}>{t('Keep it')}</Button>
              </DialogActions>
            </>
          )
        }
      </QueryView>
    </Dialog>
  )
}

type FormProps = LifeDialogProps & { choices: readonly { id: string; label: string }[] }

function ReinstallForm({ guest, choices, onClose }: FormProps) {
  const trpc = useTRPC()
  const toast = useToast()
  const schema = useMemo(
    () =>
      z.object({
        templateId: z.string().min(1, { error: () => t('Choose a template.') }),
        confirmName: nameOf(guest),
      }),
    [guest],
  )
  const reinstall = useMutation(
    trpc.guest.reinstall.mutationOptions({
      onSuccess: () => {
        toast('good', t('{name} is being reinstalled.', { name: guest.name }))
        onClose()
      },
      onSettled: useGuestRefresh(),
    }),
  )
  return (
    <Form
      initial={{ templateId: '', confirmName: '' }}
      label={t('Reinstall the guest')}
      onSubmit={(values) => reinstall.mutate({ guestId: guest.id, ...values })}
      pending={reinstall.isPending}
      problem={reinstall.error ? messageFor(reinstall.error) : null}
      schema={schema}
    >
      <SelectField
        label={t('Template')}
        name="templateId"
        options={choices.map(({ id, label }) => ({ value: id, label }))}
        placeholder={t('Choose what it starts from')}
      />
      <ConfirmNameField guest={guest} />
      <DialogActions>
        <Button onClick={onClose}>{t('Keep it')}</Button>
        <SubmitButton variant="danger">{t('Reinstall guest')}</SubmitButton>
      </DialogActions>
    </Form>
  )
}
