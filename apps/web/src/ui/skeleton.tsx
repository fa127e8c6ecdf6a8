import { t } from '@/language/t.ts'
import { cx } from './cx.ts'

export function Skeleton({ className }: { className?: string }) {
  return (
    <div aria-hidden="true" className={cx('animate-pulse rounded-lg bg-raised', className ?? 'h-5 w-full')} />
  )
}

/** Stands where a list will be; announces itself once. */
export function SkeletonRows({ rows = 4 }: { rows?: number }) {
  return (
    <div className="space-y-3 p-5" role="status">
      <span className="sr-only">{t('Loading')}</span>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows are identical and never move
        <Skeleton className="h-9 w-full" key={row} />
      ))}
    </div>
  )
}
