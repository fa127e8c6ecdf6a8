'use client'

import { useEffect, useRef, useState } from 'react'
import { t } from '@/language/t.ts'
import { CREATED_AT_ONCE_MAX } from '@/server/services/guest/constants.ts'
import { Card } from '@/ui/card.tsx'
import { NumberField, TextField } from '@/ui/field.tsx'
import { Form, useForm } from '@/ui/form.tsx'
import { openedLater } from '@/ui/opened-later.tsx'
import { PageHeader } from '@/ui/page-header.tsx'
import { schemaLater, useSchema } from '@/ui/schema-later.ts'
import { SubmitButton } from '@/ui/submit-button.tsx'
import { GuestCreateFields } from './guest-create-fields.tsx'
import { numberedNames } from './numbered-names.ts'
import { newRequestKey } from './request-key.ts'
import { SellersOnly } from './sellers-only.tsx'
import type { SeveralDraft } from './several-schema.ts'

const schema = schemaLater(() => import('./several-schema.ts').then((module) => module.CreateSeveralForm))

const GuestsReview = openedLater(() => import('./guests-review.tsx').then((module) => module.GuestsReview))

const EMPTY = {
  ...{ customerId: '', planId: '', templateId: '', initStyle: 'systemd' },
  ...{ pattern: '', first: 1, count: 5 },
}

/** Several guests that differ in their names alone: first what they are, then each of them, then the batch. */
export function GuestsCreate() {
  return (
    <SellersOnly title={t('Create several guests')}>
      <Order />
    </SellersOnly>
  )
}

function Order() {
  const [draft, setDraft] = useState<SeveralDraft | null>(null)
  const [isReviewed, setReviewed] = useState(false)
  // One key for one order: pressing twice, or trying again after a lost answer, makes them once.
  const [requestKey, setRequestKey] = useState(newRequestKey)
  return (
    <>
      <PageHeader
        crumbs={[
          { label: t('Guests'), href: '/guests' },
          { label: t('Create guest'), href: '/guests/new' },
        ]}
        description={t(
          'All of them are reserved in your pool at once, or none; then they are made one by one.',
        )}
        title={t('Create several guests')}
      />
      {draft && isReviewed ? (
        <GuestsReview
          draft={draft}
          onBack={() => {
            setReviewed(false)
            setRequestKey(newRequestKey())
          }}
          requestKey={requestKey}
        />
      ) : (
        <Form
          initial={draft ?? EMPTY}
          label={t('Create several guests')}
          onSubmit={(values) => {
            setDraft(values)
            setReviewed(true)
          }}
          schema={schema}
        >
          <Card>
            <GuestCreateFields naming={<Naming />} />
            <LookThrough isBack={draft !== null} />
          </Card>
        </Form>
      )}
    </>
  )
}

/** Who comes back from looking through them has the focus where it was before. */
function LookThrough({ isBack }: { isBack: boolean }) {
  const ref = useRef<HTMLButtonElement>(null)
  const [wasBack] = useState(isBack)
  useEffect(() => {
    if (wasBack) ref.current?.focus()
  }, [wasBack])
  return (
    <SubmitButton className="mt-6" ref={ref}>
      {t('Look through them')}
    </SubmitButton>
  )
}

function Naming() {
  return (
    <div className="grid gap-x-4 gap-y-5 sm:grid-cols-[minmax(0,1fr)_8rem_8rem]">
      <TextField
        autoCapitalize="none"
        autoComplete="off"
        hint={<NamesHint />}
        label={t('Names')}
        maxLength={300}
        name="pattern"
        spellCheck={false}
      />
      <NumberField label={t('First number')} min={0} name="first" />
      <NumberField label={t('How many')} max={CREATED_AT_ONCE_MAX} min={1} name="count" />
    </div>
  )
}

function NamesHint() {
  const { values } = useForm()
  const form = useSchema(schema)?.safeParse(values)
  if (!form?.success) return t('# stands for the number: web-## becomes web-01, web-02 and so on.')
  const { pattern, first, count } = form.data
  const names = numberedNames(pattern, { first, count })
  return count === 1
    ? t('It is called {name}.', { name: names[0] ?? '' })
    : t('From {first} to {last}.', { first: names[0] ?? '', last: names.at(-1) ?? '' })
}
