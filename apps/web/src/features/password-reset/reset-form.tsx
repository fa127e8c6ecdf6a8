'use client'

import { useState } from 'react'
import { t } from '@/language/t.ts'
import { messageFor } from '@/messages.ts'
import { PASSWORD_MIN } from '@/server/services/me/constants.ts'
import { LinkButton } from '@/ui/button.tsx'
import { TextField } from '@/ui/field.tsx'
import { Form } from '@/ui/form.tsx'
import { Notice } from '@/ui/notice.tsx'
import { schemaLater } from '@/ui/schema-later.ts'
import { SubmitButton } from '@/ui/submit-button.tsx'
import { sendReset } from './send-reset.ts'

const schema = schemaLater(() => import('./new-password-form.ts').then((module) => module.NewPassword))

/** The word of the letter is in the fragment of the address, which nobody but this page sees. */
export function ResetForm() {
  const [state, setState] = useState<'asking' | 'pending' | 'done'>('asking')
  const [problem, setProblem] = useState<string | null>(null)
  const submit = async ({ password }: { password: string }) => {
    setState('pending')
    setProblem(null)
    const error = await sendReset('reset', { token: window.location.hash.slice(1) || '-', password })
    setState(error === null ? 'done' : 'asking')
    if (error !== null) setProblem(messageFor(error))
  }
  if (state === 'done')
    return (
      <div className="space-y-5">
        <Notice live tone="good">
          {t('Your password is changed, and all your devices are signed out.')}
        </Notice>
        <LinkButton className="w-full" href="/sign-in" variant="primary">
          {t('Sign in')}
        </LinkButton>
      </div>
    )
  return (
    <Form
      initial={{ password: '', repeat: '' }}
      label={t('Choose a new password')}
      onSubmit={submit}
      pending={state === 'pending'}
      problem={problem}
      schema={schema}
    >
      <TextField
        autoComplete="new-password"
        autoFocus
        hint={t('At least {count} characters; a few unrelated words are easy to keep.', {
          count: PASSWORD_MIN,
        })}
        label={t('New password')}
        name="password"
        type="password"
      />
      <TextField autoComplete="new-password" label={t('New password again')} name="repeat" type="password" />
      <SubmitButton className="w-full">{t('Save password')}</SubmitButton>
    </Form>
  )
}
