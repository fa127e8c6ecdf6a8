'use client'

import { useMutation } from '@tanstack/react-query'
import { z } from 'zod'
import { messageFor } from '@/messages.ts'
import { ChangePasswordRequest, PASSWORD_MIN } from '@/server/services/me/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { TextField } from '@/ui/field.tsx'
import { Form } from '@/ui/form.tsx'
import { SubmitButton } from '@/ui/submit-button.tsx'

const NewPassword = ChangePasswordRequest.extend({ repeat: z.string() })
  .refine((values) => values.next === values.repeat, {
    path: ['repeat'],
    message: 'The two new passwords differ.',
  })
  .refine((values) => values.next !== values.current, {
    path: ['next'],
    message: 'Choose a password other than the present one.',
  })

export function ChangePasswordForm({ onChanged, oneTime }: { onChanged: () => void; oneTime: boolean }) {
  const trpc = useTRPC()
  const change = useMutation(trpc.me.changePassword.mutationOptions({ onSuccess: onChanged }))
  return (
    <Form
      initial={{ current: '', next: '', repeat: '' }}
      label="Change password"
      onSubmit={({ current, next }) => change.mutate({ current, next })}
      pending={change.isPending}
      problem={change.error ? messageFor(change.error) : null}
      schema={NewPassword}
    >
      <TextField
        autoComplete="current-password"
        label={oneTime ? 'One-time password' : 'Present password'}
        name="current"
        type="password"
      />
      <TextField
        autoComplete="new-password"
        hint={`At least ${PASSWORD_MIN} characters; a few unrelated words are easy to keep.`}
        label="New password"
        name="next"
        type="password"
      />
      <TextField autoComplete="new-password" label="New password again" name="repeat" type="password" />
      <SubmitButton className={oneTime ? 'w-full' : undefined}>Save password</SubmitButton>
    </Form>
  )
}
