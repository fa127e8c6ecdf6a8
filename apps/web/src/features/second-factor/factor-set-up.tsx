'use client'

import { useMutation } from '@tanstack/react-query'
import { type ReactNode, useEffect, useState } from 'react'
import { rich, t } from '@/language/t.ts'
import { errorInfo, messageFor } from '@/messages.ts'
import type { NewFactor } from '@/server/services/second-factor/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { CopyButton } from '@/ui/copy-button.tsx'
import { ErrorState } from '@/ui/error-state.tsx'
import { Form } from '@/ui/form.tsx'
import { schemaLater } from '@/ui/schema-later.ts'
import { SkeletonRows } from '@/ui/skeleton.tsx'
import { SubmitButton } from '@/ui/submit-button.tsx'
import { CodeField } from '../session/code-field.tsx'
import { RecoveryCodes } from './recovery-codes.tsx'

const schema = schemaLater(() =>
  import('@/server/services/second-factor/model.ts').then((module) => module.CodeRequest),
)

/** Picture, code, recovery codes: in this order, so that nobody is locked out by half of it. */
export function FactorSetUp({ onDone, cancel }: { onDone: () => void; cancel?: ReactNode }) {
  const trpc = useTRPC()
  const begin = useMutation(trpc.secondFactor.begin.mutationOptions())
  const [codes, setCodes] = useState<readonly string[] | null>(null)
  const { mutate } = begin
  useEffect(() => mutate(), [mutate])
  const confirm = useMutation(
    trpc.secondFactor.confirm.mutationOptions({ onSuccess: (done) => setCodes(done.codes) }),
  )
  if (codes) return <RecoveryCodes codes={codes} onDone={onDone} />
  if (begin.error)
    return (
      <ErrorState
        message={messageFor(begin.error)}
        onRetry={() => begin.mutate()}
        requestId={errorInfo(begin.error).requestId}
      />
    )
  if (!begin.data) return <SkeletonRows />
  return (
    <Form
      initial={{ code: '' }}
      label={t('Set up the second factor')}
      onSubmit={({ code }) => confirm.mutate({ code })}
      pending={confirm.isPending}
      problem={confirm.error ? messageFor(confirm.error) : null}
      schema={schema}
    >
      <Secret factor={begin.data} />
      <CodeField hint={t('Your other devices are signed out when the code is right.')} />
      <div className="flex flex-wrap justify-end gap-3">
        {cancel}
        <SubmitButton>{t('Turn it on')}</SubmitButton>
      </div>
    </Form>
  )
}

function Secret({ factor }: { factor: NewFactor }) {
  const picture = `data:image/svg+xml;base64,${btoa(factor.picture)}`
  return (
    <div className="space-y-3">
      <p className="text-soft">
        {t('Scan this with an authenticator app on your telephone, then enter the six digits that it shows.')}
      </p>
      {/** biome-ignore lint/performance/noImgElement: a picture made on the spot has nothing to optimise */}
      <img
        alt={t("The secret, for the authenticator's camera")}
        className="mx-auto size-48 rounded-lg bg-white p-2"
        src={picture}
      />
      <p className="flex flex-wrap items-center justify-between gap-2 text-sm text-soft">
        <span>
          {rich('No camera? Type <code>{secret}</code>', {
            secret: factor.secret,
            code: (words) => <code className="font-mono break-all text-ink">{words}</code>,
          })}
        </span>
        <CopyButton text={factor.secret} />
      </p>
    </div>
  )
}
