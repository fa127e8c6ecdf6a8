'use client'

import { useState } from 'react'
import { t } from '@/language/t.ts'
import { CodeRequest } from '@/server/services/second-factor/model.ts'
import { Button } from '@/ui/button.tsx'
import { Form } from '@/ui/form.tsx'
import { SubmitButton } from '@/ui/submit-button.tsx'
import { verifyCode } from './auth-requests.ts'
import { CodeField } from './code-field.tsx'

/** The password was right; the device's code makes it a sign-in. */
export function SecondStepForm({ onBack }: { onBack: () => void }) {
  const [problem, setProblem] = useState<string | null>(null)
  const [pending, setPending] = useState(false)
  const submit = async ({ code }: CodeRequest) => {
    setPending(true)
    setProblem(null)
    const result = await verifyCode(code)
    if (result.ok) return window.location.assign('/')
    setPending(false)
    setProblem(result.message)
  }
  return (
    <Form
      initial={{ code: '' }}
      label={t('Second step')}
      onSubmit={submit}
      pending={pending}
      problem={problem}
      schema={CodeRequest}
    >
      <CodeField
        hint={t('The six digits that your authenticator shows now, or one of your recovery codes.')}
      />
      <SubmitButton className="w-full">{t('Go on')}</SubmitButton>
      <Button className="w-full" onClick={onBack} variant="quiet">
        {t('Back to the password')}
      </Button>
    </Form>
  )
}
