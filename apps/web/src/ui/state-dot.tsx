import type { Tone } from './badge.tsx'
import { cx } from './cx.ts'

const TONES: Record<Tone, string> = {
  neutral: 'border-edge bg-transparent',
  accent: 'border-accent bg-accent',
  good: 'border-good bg-good',
  warn: 'border-warn bg-warn',
  bad: 'border-bad bg-bad',
}

/** Colour and word together: colour alone says nothing to some readers. */
export function StateDot({ tone, label, busy = false }: { tone: Tone; label: string; busy?: boolean }) {
  return (
    <span className="inline-flex items-center gap-2 whitespace-nowrap">
      <span
        aria-hidden="true"
        className={cx('size-2.5 shrink-0 rounded-full border-2', TONES[tone], busy && 'animate-pulse')}
      />
      {label}
    </span>
  )
}
