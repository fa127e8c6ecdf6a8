'use client'

import { useMutation, useQuery } from '@tanstack/react-query'
import { useSyncExternalStore } from 'react'
import { t } from '@/language/t.ts'
import type { InvitationFacts } from '@/server/services/team/model.ts'
import { LinkButton } from '@/ui/button.tsx'
import { TextField } from '@/ui/field.tsx'
import { Form } from '@/ui/form.tsx'
import { Notice } from '@/ui/notice.tsx'
import { schemaLater } from '@/ui/schema-later.ts'
import { SkeletonRows } from '@/ui/skeleton.tsx'
import { SubmitButton } from '@/ui/submit-button.tsx'
import { AuthCard } from '../session/auth-card.tsx'
import { acceptInvitation, readInvitation } from './invitation-requests.ts'

const schema = schemaLater(() => import('./accept-form.ts').then((module) => module.AcceptForm))

/** What is offered, then a name and a password; then the usual sign-in. */
export function AcceptInvitation() {
  const token = useToken()
  const facts = useQuery({
    queryKey: ['invitation', token],
    queryFn: () => readInvitation(token ?? ''),
    enabled: token !== null,
    retry: false,
  })
  if (!facts.data)
    return (
      <AuthCard description={t('One moment.')} title={t('Invitation')}>
        <SkeletonRows />
      </AuthCard>
    )
  if (!facts.data.ok)
    return (
      <AuthCard description={t('This link does not work.')} title={t('Invitation')}>
        <Notice live tone="bad">
          {facts.data.message}
        </Notice>
        <LinkButton className="mt-5 w-full" href="/sign-in">
          {t('To the sign-in')}
        </LinkButton>
      </AuthCard>
    )
  return <Offer facts={facts.data.data} token={token ?? ''} />
}

function Offer({ facts, token }: { facts: InvitationFacts; token: string }) {
  const accept = useMutation({ mutationFn: acceptInvitation })
  const problem = accept.data && !accept.data.ok ? accept.data.message : null
  if (accept.data?.ok)
    return (
      <AuthCard
        description={t('You sign in as {email}.', { email: accept.data.data.email })}
        title={t('Welcome')}
      >
        <LinkButton className="w-full" href="/sign-in" variant="primary">
          {t('Sign in')}
        </LinkButton>
      </AuthCard>
    )
  const { invitedByName: host, email, accountName } = facts
  const offer =
    accountName === null
      ? t('{host} invites {email} to the staff of this panel.', { host, email })
      : t('{host} invites {email} to {account}.', { host, email, account: accountName })
  return (
    <AuthCard description={offer} title={t('You are invited')}>
      <Form
        initial={{ name: '', password: '', repeat: '' }}
        label={t('Accept the invitation')}
        onSubmit={(values) => accept.mutate({ token, name: values.name, password: values.password })}
        pending={accept.isPending}
        problem={problem}
        schema={schema}
      >
        <TextField autoComplete="name" label={t('Your name')} name="name" />
        <TextField autoComplete="new-password" label={t('Password')} name="password" type="password" />
        <TextField autoComplete="new-password" label={t('Password again')} name="repeat" type="password" />
        <SubmitButton className="w-full">{t('Accept')}</SubmitButton>
      </Form>
    </AuthCard>
  )
}

/** Null while the server renders, which never sees it. */
function useToken(): string | null {
  return useSyncExternalStore(
    (changed) => {
      window.addEventListener('hashchange', changed)
      return () => window.removeEventListener('hashchange', changed)
    },
    () => window.location.hash.slice(1),
    () => null,
  )
}
