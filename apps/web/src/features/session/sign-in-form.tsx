'use client'

import { useState } from 'react'
import { t } from '@/language/t.ts'
import { Button } from '@/ui/button.tsx'
import { TextField } from '@/ui/field.tsx'
import { Form } from '@/ui/form.tsx'
import { schemaLater } from '@/ui/schema-later.ts'
import { SubmitButton } from '@/ui/submit-button.tsx'
import { useNoKeysReason } from '../passkey/use-no-keys-reason.ts'
import { signIn, signInByPasskey } from './auth-requests.ts'
import type { Credentials } from './credentials-form.ts'
import { SecondStepForm } from './second-step-form.tsx'

const schema = schemaLater(() => import('./credentials-form.ts').then((module) => module.Credentials))

export function SignInForm() {
  const [problem, setProblem] = useState<string | null>(null)
  const [pending, setPending] = useState(false)
  const [isSecondStep, setSecondStep] = useState(false)
  const reason = useNoKeysReason()
  const byPasskey = async () => {
    setPending(true)
    setProblem(null)
    const result = await signInByPasskey()
    if (result.ok) return window.location.assign('/')
    setPending(false)
    setProblem(result.message)
  }
  const submit = async ({ email, password }: Credentials) => {
    setPending(true)
    setProblem(null)
    const result = await signIn(email, password)
    // A full load: nothing of the visitor before may stay in memory.
    if (result.ok && !result.secondStep) return window.location.assign('/')
    setPending(false)
    if (result.ok) setSecondStep(true)
    else setProblem(result.message)
  }
  if (isSecondStep) return <SecondStepForm onBack={() => setSecondStep(false)} />
  return (
    <Form
      initial={{ email: '', password: '' }}
      label={t('Sign in')}
      onSubmit={submit}
      pending={pending}
      problem={problem}
      schema={schema}
    >
      <TextField
        autoCapitalize="none"
        autoComplete="username"
        autoFocus
        label={t('E-mail address')}
        name="email"
        spellCheck={false}
        type="email"
      />
      <TextField autoComplete="current-password" label={t('Password')} name="password" type="password" />
      <SubmitButton className="w-full">{t('Sign in')}</SubmitButton>
      <Button className="w-full" deniedReason={reason} onClick={byPasskey} variant="quiet">
        {t('Use a passkey')}
      </Button>
    </Form>
  )
}
