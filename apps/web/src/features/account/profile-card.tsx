'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { t } from '@/language/t.ts'
import { messageFor } from '@/messages.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Card } from '@/ui/card.tsx'
import { TextField } from '@/ui/field.tsx'
import { Form } from '@/ui/form.tsx'
import { schemaLater } from '@/ui/schema-later.ts'
import { SubmitButton } from '@/ui/submit-button.tsx'
import { useToast } from '@/ui/toast.tsx'
import { WaitingEmail } from '../email-change/waiting-email.tsx'
import { useMe } from '../session/me.tsx'

const schema = schemaLater(() =>
  import('@/server/services/me/model.ts').then((module) => module.ProfileRequest),
)

export function ProfileCard() {
  const trpc = useTRPC()
  const client = useQueryClient()
  const router = useRouter()
  const toast = useToast()
  const { user } = useMe()
  const save = useMutation(
    trpc.me.update.mutationOptions({
      onSuccess: ({ asked }) => {
        toast(
          'good',
          asked ? t('A letter with a link is on its way to {email}.', { email: asked }) : t('Saved.'),
        )
        router.refresh()
      },
      onSettled: () => client.invalidateQueries(trpc.me.emailChange.queryFilter()),
    }),
  )
  return (
    <Card title={t('Profile')}>
      <WaitingEmail />
      <Form
        initial={{ name: user.name, email: user.email }}
        label={t('Profile')}
        onSubmit={(input) => save.mutate(input)}
        pending={save.isPending}
        problem={save.error ? messageFor(save.error) : null}
        schema={schema}
      >
        <TextField autoComplete="name" label={t('Name')} name="name" />
        <TextField
          autoComplete="email"
          hint={t('You sign in with it; alerts go there.')}
          label={t('E-mail address')}
          name="email"
          type="email"
        />
        <SubmitButton>{t('Save profile')}</SubmitButton>
      </Form>
    </Card>
  )
}
