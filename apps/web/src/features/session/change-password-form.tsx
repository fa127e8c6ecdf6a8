'use client'

import { useMutation } from '@tanstack/react-query'
import { t } from '@/language/t.ts'
import { messageFor } from '@/messages.ts'
import { PASSWORD_MIN } from '@/server/services/me/constants.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { TextField } from '@/ui/field.tsx'
import { Form } from '@/ui/form.tsx'
import { schemaLater } from '@/ui/schema-later.ts'
import { SubmitButton } from '@/ui/submit-button.tsx'

const schema = schemaLater(() => import('./new-password-form.ts').then((module) => module.NewPassword))

export function ChangePasswordForm({ onChanged, oneTime }: { onChanged: () => void; oneTime: boolean }) {
  const trpc = useTRPC()
  const change = useMutation(trpc.me.changePassword.mutationOptions({ onSuccess: onChanged }))
  return (
    <Form
      initial={{ current: '', next: '', repeat: '' }}
      label={t('Change password')}
      onSubmit={({ current, next }) => change.mutate({ current, next })}
      pending={change.isPending}
      problem={change.error ? messageFor(change.error) : null}
      schema={schema}
    >
      <TextField
        autoComplete="current-password"
        label={oneTime ? t('One-time password') : t('Present password')}
        name="current"
        type="password"
      />
      <TextField
        autoComplete="new-password"
        hint={t('At least {count} characters; a few unrelated words are easy to keep.', {
          count: PASSWORD_MIN,
        })}
        label={t('New password')}
        name="next"
        type="password"
      />
      <TextField autoComplete="new-password" label={t('New password again')} name="repeat" type="password" />
      <SubmitButton className={oneTime ? 'w-full' : undefined}>{t('Save password')}</SubmitButton>
    </Form>
  )
}
