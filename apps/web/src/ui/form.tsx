'use client'

import { createContext, type ReactNode, type SubmitEvent, use, useRef, useState } from 'react'
import type { z } from 'zod'
import { t } from '@/language/t.ts'
import type { ApiCall } from './api-call.ts'
import { ApiCallView } from './api-call-view.tsx'
import { Disclosure } from './disclosure.tsx'
import { type FormErrors, type FormValues, fieldErrors, firstFault } from './form-errors.ts'
import { formSentence } from './form-sentence.ts'
import { Notice } from './notice.tsx'
import { oneAtATime } from './one-at-a-time.ts'
import { isLater, type SchemaLater, useSchema } from './schema-later.ts'

type FormState = {
  values: FormValues
  /** Only of fields that were left once or after the first attempt to submit. */
  errorOf: (name: string) => string | null
  set: (name: string, value: unknown) => void
  touch: (name: string) => void
  pending: boolean
}

const FormContext = createContext<FormState | null>(null)

export function useForm(): FormState {
  const form = use(FormContext)
  if (!form) throw new Error('A field needs a Form around it')
  return form
}

/** Values live here, the schema judges them at each keystroke, fields read both from context. */
export function Form<Schema extends z.ZodType>({
  schema,
  initial,
  onSubmit,
  pending = false,
  problem = null,
  label,
  className,
  apiCall,
  children,
}: {
  schema: Schema | SchemaLater<Schema>
  initial: FormValues
  onSubmit: (values: z.output<Schema>) => void
  pending?: boolean
  /** What the server said, shown above the fields. */
  problem?: string | null
  label: string
  className?: string
  /** The call of the HTTP API that does the same; null = nothing would be sent. */
  apiCall?: (values: z.output<Schema>) => ApiCall | null
  children: ReactNode
}) {
  const [values, setValues] = useState(initial)
  const [touched, setTouched] = useState<ReadonlySet<string> | 'all'>(new Set())
  const ref = useRef<HTMLFormElement>(null)
  const [failed, setFailed] = useState(false)
  // Until its schema has come a form is not pending yet.
  const [once] = useState(oneAtATime)
  const known = useSchema(schema)
  const result = known?.safeParse(values, { error: formSentence })
  const errors = errorsOf(result)
  const take = (judge: Schema) => {
    const judged = judge.safeParse(values, { error: formSentence })
    if (judged.success) return onSubmit(judged.data)
    firstFault(errorsOf(judged), ref.current?.elements)?.focus()
  }
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    setTouched('all')
    setFailed(false)
    if (pending) return
    if (known) take(known)
    else if (isLater(schema)) once(() => schema.load().then(take, () => setFailed(true)))
  }
  const trouble = failed ? t('The panel could not be reached. Load this page again.') : problem
  const state: FormState = {
    values,
    errorOf: (name) => (touched === 'all' || touched.has(name) ? (errors[name] ?? null) : null),
    set: (name, value) => setValues((all) => ({ ...all, [name]: value })),
    touch: (name) => setTouched((seen) => (seen === 'all' ? seen : new Set(seen).add(name))),
    pending,
  }
  return (
    <FormContext value={state}>
      <form aria-label={label} className={className ?? 'space-y-5'} noValidate onSubmit={submit} ref={ref}>
        {trouble && (
          <Notice live tone="bad">
            {trouble}
          </Notice>
        )}
        {children}
        {apiCall && <ApiCallPart call={result?.success ? apiCall(result.data) : null} />}
      </form>
    </FormContext>
  )
}

function errorsOf(result: z.ZodSafeParseResult<unknown> | undefined): FormErrors {
  return result === undefined || result.success ? {} : fieldErrors(result.error)
}

function ApiCallPart({ call }: { call: ApiCall | null }) {
  return (
    <Disclosure label={t('Show API call')}>
      {call ? (
        <ApiCallView call={call} />
      ) : (
        <p className="text-sm text-soft">{t('Fill in the form to see the call that it makes.')}</p>
      )}
    </Disclosure>
  )
}
