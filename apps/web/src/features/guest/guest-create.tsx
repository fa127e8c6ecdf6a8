'use client'

import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { notForRole } from '@/language/role-words.ts'
import { t } from '@/language/t.ts'
import { messageFor } from '@/messages.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button, LinkButton } from '@/ui/button.tsx'
import { Card } from '@/ui/card.tsx'
import { Form } from '@/ui/form.tsx'
import { openedLater } from '@/ui/opened-later.tsx'
import { PageHeader } from '@/ui/page-header.tsx'
import { schemaLater } from '@/ui/schema-later.ts'
import { useMe } from '../session/me.tsx'
import { type CreateGuestDraft, draftOf } from './create-draft.ts'
import { GuestCreateFields } from './guest-create-fields.tsx'
import { GuestCreateSummary } from './guest-create-summary.tsx'
import { newRequestKey } from './request-key.ts'
import { SellersOnly } from './sellers-only.tsx'
import { useGuestRefresh } from './use-guest-refresh.ts'

const GuestCreateProgress = openedLater(() =>
  import('./guest-create-progress.tsx').then((module) => module.GuestCreateProgress),
)

const schema = schemaLater(() => import('./create-schema.ts').then((module) => module.CreateGuestForm))

const EMPTY: CreateGuestDraft = { customerId: '', planId: '', templateId: '', name: '', initStyle: 'systemd' }

/** One page: what is chosen at the left, what it means at the right, then the operation as it runs. */
export function GuestCreate() {
  return (
    <SellersOnly title={t('Create guest')}>
      <Order />
    </SellersOnly>
  )
}

function Order() {
  const trpc = useTRPC()
  const refresh = useGuestRefresh()
  const pool = useQuery(trpc.allowance.summary.queryOptions())
  // One key for one form: pressing twice, or trying again after a lost answer, makes one guest.
  const [requestKey, setRequestKey] = useState(newRequestKey)
  const [initial, setInitial] = useState(EMPTY)
  const create = useMutation(trpc.guest.create.mutationOptions({ onSettled: refresh }))
  if (create.data)
    return (
      <GuestCreateProgress
        created={create.data}
        name={create.variables.name}
        onAgain={(order) => {
          setInitial(order === 'same' ? draftOf(create.variables) : EMPTY)
          setRequestKey(newRequestKey())
          create.reset()
          void refresh()
        }}
      />
    )
  return (
    <>
      <PageHeader
        action={<SeveralLink />}
        crumbs={[{ label: t('Guests'), href: '/guests' }]}
        description={t('It starts as soon as it exists, usually within seconds.')}
        title={t('Create guest')}
      />
      <Form
        apiCall={(values) => ({
          ...{ method: 'POST', name: 'guest.create', idempotencyKey: requestKey },
          input: values,
        })}
        className="grid gap-5 lg:grid-cols-[minmax(0,1fr)_21rem] lg:items-start"
        initial={initial}
        label={t('Create guest')}
        onSubmit={(values) => create.mutate({ ...values, requestKey })}
        pending={create.isPending}
        schema={schema}
      >
        <Card>
          <GuestCreateFields />
        </Card>
        <GuestCreateSummary pool={pool.data ?? []} problem={create.error ? messageFor(create.error) : null} />
      </Form>
    </>
  )
}

function SeveralLink() {
  const me = useMe()
  if (me.rights.includes('batch.run'))
    return <LinkButton href="/guests/new/several">{t('Several at once')}</LinkButton>
  return <Button deniedReason={notForRole(me)}>{t('Several at once')}</Button>
}
