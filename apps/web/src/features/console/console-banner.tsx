'use client'

import { Button, LinkButton } from '@/ui/button.tsx'
import { Notice } from '@/ui/notice.tsx'
import { useNow } from '@/ui/use-now.ts'
import type { ConsoleStatus } from './status.ts'

/** Between the toolbar and the screen: says what the connection does and what to do about it. */
export function ConsoleBanner({
  status,
  onRetry,
  onAgain,
}: {
  status: ConsoleStatus
  onRetry: () => void
  onAgain: () => void
}) {
  switch (status.phase) {
    case 'open':
      return null
    case 'connecting':
      return (
        <Notice live tone="info">
          Opening the console…
        </Notice>
      )
    case 'lost':
      return (
        <Notice
          action={
            <Button onClick={onRetry} size="small">
              Connect now
            </Button>
          }
          live
          tone="warn"
        >
          {status.reason} Your programs keep running; what you type now is not sent.{' '}
          <Countdown status={status} />
        </Notice>
      )
    case 'ended':
      return (
        <Notice
          action={
            <Button onClick={onAgain} size="small" variant="primary">
              Open a new console
            </Button>
          }
          live
          tone="info"
        >
          {status.message}
        </Notice>
      )
    case 'refused':
      return (
        <Notice
          action={
            status.signedOut ? (
              <LinkButton href="/sign-in" size="small" variant="primary">
                Sign in
              </LinkButton>
            ) : (
              <Button onClick={onAgain} size="small">
                Open a new console
              </Button>
            )
          }
          live
          tone="bad"
        >
          {status.message}
        </Notice>
      )
  }
}

function Countdown({ status }: { status: Extract<ConsoleStatus, { phase: 'lost' }> }) {
  const now = useNow(500)
  const seconds = now === null ? 0 : Math.max(0, Math.ceil((status.retryAt - now) / 1000))
  return (
    <span aria-hidden="true" className="text-soft tabular-nums">
      Attempt {status.attempt}
      {seconds > 0 ? ` in ${seconds} s.` : '…'}
    </span>
  )
}
