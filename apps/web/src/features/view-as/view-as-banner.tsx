'use client'

import { useMutation } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { Me } from '@/server/services/me/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button } from '@/ui/button.tsx'
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
  return (
    <section aria-label="Viewing as another user" className="mb-6">
      <Notice
        action={
          <Button onClick={() => stop.mutate()} pending={stop.isPending} size="small">
            Stop viewing as
          </Button>
        }
        tone="warn"
      >
        You, {behind.name}, view the panel as <strong>{me.user.name}</strong>
        {account}, until <Clock at={behind.until} />. All you do is recorded with both names; consoles,
        credentials and deleting are left out.
      </Notice>
    </section>
  )
}

function Clock({ at }: { at: string }) {
  return (
    <time dateTime={at} suppressHydrationWarning>
      {new Date(at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })}
    </time>
  )
}

/** Nothing that was read as somebody else may stay on the page. */
function leave(): void {
  window.location.assign('/')
}
