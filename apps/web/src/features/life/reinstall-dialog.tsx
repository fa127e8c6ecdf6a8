'use client'

import { useMutation, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { z } from 'zod'
import { t } from '@/language/t.ts'
import { messageFor } from '@/messages.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button } from '@/ui/button.tsx'
import { Dialog, DialogActions } from '@/ui/dialog.tsx'
import { SelectField, TextField } from '@/ui/field.tsx'
import { Form } from '@/ui/form.tsx'
import { SubmitButton } from '@/ui/submit-button.tsx'
import { useToast } from '@/ui/toast.tsx'
import { useGuestRefresh } from '../guest/use-guest-refresh.ts'
import type { LifeDialogProps } from './life-dialog.tsx'

/** Asks for the name, and says what goes, what stays and for how long there is a way back. */
export function ReinstallDialog({ guest, onClose }: LifeDialogProps) {
  const trpc = useTRPC()
  const toast = useToast()
  const choices = useQuery(trpc.guest.reinstallChoices.queryOptions({ guestId: guest.id }))
  const schema = useMemo(
    () =>
      z.object({
        templateId: z.string().min(1, { error: () => t('Choose a template.') }),
        confirmName: z.literal(guest.name, {
          error: () => t('Type “{name}” to confirm.', { name: guest.name }),
        }),
      }),
    [guest.name],
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
          options={(choices.data ?? []).map(({ id, label }) => ({ value: id, label }))}
          placeholder={t('Choose what it starts from')}
        />
        <TextField
          autoCapitalize="none"
          autoComplete="off"
          label={t('Type “{name}” to confirm', { name: guest.name })}
          name="confirmName"
          spellCheck={false}
        />
        <DialogActions>
          <Button onClick={onClose}>{t('Keep it')}</Button>
          <SubmitButton variant="danger">{t('Reinstall guest')}</SubmitButton>
        </DialogActions>
      </Form>
    </Dialog>
  )
}
