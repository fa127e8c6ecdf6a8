'use client'

import { t } from '@/language/t.ts'
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
      return status.closesAt === null ? null : <IdleWarning closesAt={status.closesAt} />
    case 'idle':
      return (
        <Notice
          action={
            <Button onClick={onRetry} size="small" variant="primary">
              {t('Go back to it')}
            </Button>
          }
          live
          tone="warn"
        >
          {status.message}
        </Notice>
      )
    case 'connecting':
      return (
        <Notice live tone="info">
          {t('Opening the console…')}
        </Notice>
      )
    case 'lost':
      return (
        <Notice
          action={
            <Button onClick={onRetry} size="small">
              {t('Connect now')}
            </Button>
          }
          live
          tone="warn"
        >
          {status.reason} {t('Your programs keep running; what you type now is not sent.')}{' '}
          <Countdown status={status} />
        </Notice>
      )
    case 'ended':
      return (
        <Notice
          action={
            <Button onClick={onAgain} size="small" variant="primary">
              {t('Open a new console')}
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
                {t('Sign in')}
              </LinkButton>
            ) : (
              <Button onClick={onAgain} size="small">
                {t('Open a new console')}
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

/** The count is for the eye; a reader is told once. */
function IdleWarning({ closesAt }: { closesAt: number }) {
  const now = useNow(500)
  const seconds = now === null ? 0 : Math.max(0, Math.ceil((closesAt - now) / 1000))
  return (
    <Notice live tone="warn">
      {t('Nobody has typed for long: this console is about to close. Press any key to keep it open.')}{' '}
      <span aria-hidden="true" className="tabular-nums">
        {seconds} s
      </span>
    </Notice>
  )
}

function Countdown({ status }: { status: Extract<ConsoleStatus, { phase: 'lost' }> }) {
  const now = useNow(500)
  const seconds = now === null ? 0 : Math.max(0, Math.ceil((status.retryAt - now) / 1000))
  return (
    <span aria-hidden="true" className="text-soft tabular-nums">
      {seconds > 0
        ? t('Attempt {attempt} in {seconds} s.', { attempt: status.attempt, seconds })
        : t('Attempt {attempt}…', { attempt: status.attempt })}
    </span>
  )
}
