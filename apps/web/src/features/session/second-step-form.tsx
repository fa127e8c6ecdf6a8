'use client'

import { useState } from 'react'
import { t } from '@/language/t.ts'
import type { CodeRequest } from '@/server/services/second-factor/model.ts'
import { Button } from '@/ui/button.tsx'
import { Form } from '@/ui/form.tsx'
import { schemaLater } from '@/ui/schema-later.ts'
import { SubmitButton } from '@/ui/submit-button.tsx'
import { verifyCode } from './auth-requests.ts'
import { CodeField } from './code-field.tsx'

const schema = schemaLater(() =>
  import('@/server/services/second-factor/model.ts').then((module) => module.CodeRequest),
)

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
      schema={schema}
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
