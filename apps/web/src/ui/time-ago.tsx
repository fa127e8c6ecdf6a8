'use client'

import { HOUR_MS } from '@vserver/core/units'
import { formatAbsolute, formatDuration, formatRelative } from './format-time.ts'
import { useNow } from './use-now.ts'

/** "5 minutes ago", the exact moment on hover. */
export function TimeAgo({ at }: { at: string }) {
  const now = useNow(15_000)
  const ms = Date.parse(at)
  return (
    <time className="whitespace-nowrap" dateTime={at} title={now === null ? undefined : formatAbsolute(ms)}>
      {now === null ? '…' : formatRelative(ms, now)}
    </time>
  )
}

/** The moment itself, in the reader's time zone, which only the browser knows. */
export function Moment({ at }: { at: string }) {
  const now = useNow(HOUR_MS)
  return <time dateTime={at}>{now === null ? '…' : formatAbsolute(Date.parse(at))}</time>
}

/** Time since a moment, ticking each second. */
export function TimeSince({ at }: { at: string }) {
  const now = useNow(1000)
  const ms = Date.parse(at)
  return (
    <time
      className="whitespace-nowrap tabular-nums"
      dateTime={at}
      title={now === null ? undefined : formatAbsolute(ms)}
    >
      {now === null ? '…' : formatDuration(now - ms)}
    </time>
  )
}
