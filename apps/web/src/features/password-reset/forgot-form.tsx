'use client'

import Link from 'next/link'
import { useState } from 'react'
import { t } from '@/language/t.ts'
import { messageFor } from '@/messages.ts'
import type { ForgotRequest } from '@/server/services/password-reset/model.ts'
import { TextField } from '@/ui/field.tsx'
import { Form } from '@/ui/form.tsx'
import { Notice } from '@/ui/notice.tsx'
import { schemaLater } from '@/ui/schema-later.ts'
import { SubmitButton } from '@/ui/submit-button.tsx'
import { sendReset } from './send-reset.ts'

const schema = schemaLater(() =>
  import('@/server/services/password-reset/model.ts').then((module) => module.ForgotRequest),
)

export function ForgotForm() {
  const [state, setState] = useState<'asking' | 'pending' | 'sent'>('asking')
  const [problem, setProblem] = useState<string | null>(null)
  const submit = async (request: ForgotRequest) => {
    setState('pending')
    setProblem(null)
    const error = await sendReset('forgot', request)
    setState(error === null ? 'sent' : 'asking')
    if (error !== null) setProblem(messageFor(error))
  }
  return (
    <div className="space-y-5">
      {state === 'sent' ? (
        <Notice live tone="good">
          {t(
            'If somebody signs in with this address, a letter is on its way. Its link is good for half an hour.',
          )}
        </Notice>
      ) : (
        <Form
          initial={{ email: '' }}
          label={t('Forgot password')}
          onSubmit={submit}
          pending={state === 'pending'}
          problem={problem}
          schema={schema}
        >
          <TextField
            autoComplete="username"
            autoFocus
            label={t('E-mail address')}
            name="email"
            type="email"
          />
          <SubmitButton className="w-full">{t('Send the letter')}</SubmitButton>
        </Form>
      )}
      <p className="text-center text-sm">
        <Link className="text-accent hover:underline" href="/sign-in">
          {t('Back to the sign-in')}
        </Link>
      </p>
    </div>
  )
}
