'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { t } from '@/language/t.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button } from '@/ui/button.tsx'
import { Notice } from '@/ui/notice.tsx'
import { useToast } from '@/ui/toast.tsx'
import { useFailureToast } from '../feedback/use-failure-toast.ts'
import { useMe } from '../session/me.tsx'

/** A new address whose link was not used yet; nothing where none waits. */
export function WaitingEmail() {
  const trpc = useTRPC()
  const client = useQueryClient()
  const toast = useToast()
  const onError = useFailureToast()
  const { email } = useMe().user
  const waiting = useQuery(trpc.me.emailChange.queryOptions()).data
  const withdraw = useMutation(
    trpc.me.withdrawEmail.mutationOptions({
      onError,
      onSuccess: () => toast('good', t('Your address stays as it is.')),
      onSettled: () => client.invalidateQueries(trpc.me.emailChange.queryFilter()),
    }),
  )
  if (!waiting) return null
  return (
    <div className="mb-5 space-y-3">
      <Notice tone="warn">
        {t(
          'We sent a link to {next}. Until you have used it, you sign in with {email}. It is good for a day.',
          {
            next: waiting.email,
            email,
          },
        )}
      </Notice>
      <Button onClick={() => withdraw.mutate()} pending={withdraw.isPending} size="small">
        {t('Keep my address')}
      </Button>
    </div>
  )
}
