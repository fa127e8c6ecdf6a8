import { cx } from './cx.ts'

export function ProgressBar({
  label,
  percent,
  tone = 'accent',
}: {
  label: string
  percent: number
  tone?: 'accent' | 'good' | 'bad'
}) {
  return (
    <div
      aria-label={label}
      aria-valuemax={100}
      aria-valuemin={0}
      aria-valuenow={Math.round(percent)}
      className="h-2 overflow-hidden rounded-full bg-raised"
      role="progressbar"
    >
      <div
        className={cx(
          'h-full rounded-full transition-[width] duration-500',
          { accent: 'bg-accent', good: 'bg-good', bad: 'bg-bad' }[tone],
        )}
        style={{ width: `${Math.max(2, Math.min(100, percent))}%` }}
      />
    </div>
  )
}
