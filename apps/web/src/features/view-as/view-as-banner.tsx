'use client'

import { useMutation } from '@tanstack/react-query'
import { type ReactNode, useEffect } from 'react'
import { rich, t } from '@/language/t.ts'
import type { Me } from '@/server/services/me/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button } from '@/ui/button.tsx'
import { formatClock } from '@/ui/format-time.ts'
import { Notice } from '@/ui/notice.tsx'
import { useFailureToast } from '../feedback/use-failure-toast.ts'

type Behind = NonNullable<Me['behind']>

/** On every page while somebody looks at the panel as another user; it reloads when the time is up. */
export function ViewAsBanner({ me, behind }: { me: Me; behind: Behind }) {
  const trpc = useTRPC()
  const stop = useMutation(trpc.viewAs.stop.mutationOptions({ onSuccess: leave, onError: useFailureToast() }))
  useEffect(() => {
    const timer = setTimeout(leave, Math.max(0, Date.parse(behind.until) - Date.now()) + 1000)
    return () => clearTimeout(timer)
  }, [behind.until])
  const account = me.account && me.account.name !== me.user.name ? ` (${me.account.name})` : ''
  const parts = {
    ...{ you: behind.name, user: me.user.name, account, until: <Clock at={behind.until} /> },
    strong: (words: ReactNode[]) => <strong>{words}</strong>,
  }
  return (
    <section aria-label={t('Viewing as another user')} className="mb-6">
      <Notice
        action={
          <Button onClick={() => stop.mutate()} pending={stop.isPending} size="small">
            {t('Stop viewing as')}
          </Button>
        }
        tone="warn"
      >
        {rich(
          'You, {you}, view the panel as <strong>{user}</strong>{account}, until {until}. All you do is recorded with both names; consoles, credentials and deleting are left out.',
          parts,
        )}
      </Notice>
    </section>
  )
}

function Clock({ at }: { at: string }) {
  return (
    <time dateTime={at} suppressHydrationWarning>
      {formatClock(Date.parse(at))}
    </time>
  )
}

/** Nothing that was read as somebody else may stay on the page. */
function leave(): void {
  window.location.assign('/')
}
