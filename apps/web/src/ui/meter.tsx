import { useId } from 'react'
import { t } from '@/language/t.ts'
import { cx } from './cx.ts'

/** Above these shares of the limit the reader should look, then act. */
const WARN = 0.8
const BAD = 0.9

function meterTone(share: number): 'accent' | 'warn' | 'bad' {
  return share > BAD ? 'bad' : share > WARN ? 'warn' : 'accent'
}

const FILL = { accent: 'bg-accent', warn: 'bg-warn', bad: 'bg-bad' } as const

/**
 * "1.2 GiB / 2 GiB" over a bar; without a limit there is a number and no bar that could mislead. The same where
 * `unenforced` says in words that nothing stops the value at the limit.
 */
export function Meter({
  label,
  value,
  limit,
  soft = null,
  unenforced = null,
  format,
  formatLimit = format,
  compact = false,
}: {
  label: string
  value: number
  limit: number | null
  /** Drawn as a mark where it lies below the limit. */
  soft?: number | null
  unenforced?: string | null
  format: (value: number) => string
  /** The limit may carry the unit for both. */
  formatLimit?: (value: number) => string
  compact?: boolean
}) {
  const labelId = useId()
  const enforced = unenforced === null ? limit : null
  const share = enforced ? value / enforced : 0
  const tone = meterTone(share)
  const text =
    limit === null
      ? t('{value}, no limit', { value: format(value) })
      : `${format(value)} / ${formatLimit(limit)}`
  const softShare = soft !== null && enforced !== null && soft < enforced ? soft / enforced : null
  const spoken =
    softShare === null || soft === null
      ? text
      : t('{text}, soft limit {limit}', { text, limit: formatLimit(soft) })
  return (
    <div className="min-w-0">
      <div
        className={cx('flex items-baseline justify-between gap-3', compact ? 'text-[0.8125rem]' : 'text-sm')}
      >
        <span className={cx('text-soft', compact && 'sr-only')} id={labelId}>
          {label}
        </span>
        <span className={cx('tabular-nums whitespace-nowrap', tone === 'bad' && 'font-medium text-bad')}>
          {text}
        </span>
      </div>
      {unenforced !== null && <p className="text-[0.8125rem] font-medium text-warn">{unenforced}</p>}
      {enforced !== null && (
        // biome-ignore lint/a11y/useSemanticElements: browsers do not let a <meter> take our colours
        <div
          aria-labelledby={labelId}
          aria-valuemax={100}
          aria-valuemin={0}
          aria-valuenow={Math.round(Math.min(share, 1) * 100)}
          aria-valuetext={spoken}
          className={cx(
            'relative overflow-hidden rounded-full bg-raised',
            compact ? 'mt-1 h-1' : 'mt-1.5 h-2',
          )}
          role="meter"
        >
          <div
            className={cx('h-full rounded-full transition-[width] duration-500', FILL[tone])}
            style={{ width: `${Math.min(share, 1) * 100}%` }}
          />
          {softShare !== null && (
            <span
              className="absolute inset-y-0 w-0.5 bg-ink/60"
              style={{ left: `${softShare * 100}%` }}
              title={t('soft limit {limit}', { limit: formatLimit(soft ?? 0) })}
            />
          )}
        </div>
      )}
    </div>
  )
}
