import type { ReactNode } from 'react'
import { cx } from './cx.ts'
import { Icon } from './icons.tsx'

const TONES = {
  info: 'bg-tint text-ink',
  good: 'bg-good-tint text-ink',
  warn: 'bg-warn-tint text-ink',
  bad: 'bg-bad-tint text-ink',
} as const
const ICON_TONES = { info: 'text-accent', good: 'text-good', warn: 'text-warn', bad: 'text-bad' } as const
const ICONS = { info: 'info', good: 'check', warn: 'warning', bad: 'warning' } as const

export function Notice({
  tone = 'info',
  children,
  action,
  live = false,
}: {
  tone?: keyof typeof TONES
  children: ReactNode
  action?: ReactNode
  /** Appears while the reader is on the page: announce it. */
  live?: boolean
}) {
  return (
    <div
      className={cx('flex flex-wrap items-center gap-x-3 gap-y-2 rounded-xl px-4 py-3 text-sm', TONES[tone])}
      role={live ? (tone === 'bad' ? 'alert' : 'status') : undefined}
    >
      <Icon className={cx('shrink-0', ICON_TONES[tone])} name={ICONS[tone]} />
      <div className="min-w-0 flex-1 basis-44">{children}</div>
      {action}
    </div>
  )
}
