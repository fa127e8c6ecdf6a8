'use client'

import { useMutation } from '@tanstack/react-query'
import { t } from '@/language/t.ts'
import { messageFor } from '@/messages.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button, LinkButton } from '@/ui/button.tsx'
import { Notice } from '@/ui/notice.tsx'

/** The word of the letter is in the fragment of the address, which nobody but this page sees. */
export function ConfirmEmail() {
  const trpc = useTRPC()
  const confirm = useMutation(trpc.me.confirmEmail.mutationOptions())
  if (confirm.data)
    return (
      <div className="space-y-5">
        <Notice live tone="good">
          {t('From now on you sign in with {email}.', { email: confirm.data.email })}
        </Notice>
        <LinkButton className="w-full" href="/account" variant="primary">
          {t('Go to your account')}
        </LinkButton>
      </div>
    )
  return (
    <div className="space-y-5">
      {confirm.error && (
        <Notice live tone="bad">
          {messageFor(confirm.error)}
        </Notice>
      )}
      <Button
        className="w-full"
        onClick={() => confirm.mutate({ token: window.location.hash.slice(1) || '-' })}
        pending={confirm.isPending}
        variant="primary"
      >
        {t('This is my address')}
      </Button>
    </div>
  )
}
