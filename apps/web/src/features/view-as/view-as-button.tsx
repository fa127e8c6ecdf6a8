'use client'

import { useMutation } from '@tanstack/react-query'
import { notForRole } from '@/language/role-words.ts'
import { t } from '@/language/t.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button } from '@/ui/button.tsx'
import { useFailureToast } from '../feedback/use-failure-toast.ts'
import { useMe } from '../session/me.tsx'

type Account = { id: string; name: string; users: number }

/** From here on the panel is seen as an owner of the account sees it. */
export function ViewAsButton({ account }: { account: Account }) {
  const trpc = useTRPC()
  const me = useMe()
  const start = useMutation(
    trpc.viewAs.start.mutationOptions({
      onSuccess: () => window.location.assign('/'),
      onError: useFailureToast(),
    }),
  )
  return (
    <Button
      aria-label={t('View as {name}', { name: account.name })}
      deniedReason={deniedReason()}
      onClick={() => start.mutate({ accountId: account.id })}
      pending={start.isPending}
      size="small"
    >
      {t('View as')}
    </Button>
  )

  function deniedReason(): string | null {
    if (me.behind) return t('You view as somebody else already; stop that first.')
    if (!me.rights.includes('viewAs')) return notForRole(me)
    return account.users === 0 ? t('Nobody signs in for this account yet.') : null
  }
}
