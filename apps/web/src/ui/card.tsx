import { type ReactNode, useId } from 'react'
import { cx } from './cx.ts'

/** One subject on a surface; `title` makes it a labelled region. */
export function Card({
  title,
  description,
  action,
  children,
  className,
  flush = false,
}: {
  title?: ReactNode
  description?: ReactNode
  action?: ReactNode
  children: ReactNode
  className?: string
  /** Content reaches the edges, for tables. */
  flush?: boolean
}) {
  const titleId = useId()
  return (
    <section
      aria-labelledby={title ? titleId : undefined}
      className={cx('min-w-0 rounded-2xl border border-line bg-surface shadow-card', className)}
    >
      {title && (
        <header className={cx('flex flex-wrap items-start justify-between gap-3 px-5 pt-4', flush && 'pb-3')}>
          <div className="min-w-0 flex-1 basis-40">
            <h2 className="font-semibold" id={titleId}>
              {title}
            </h2>
            {description && <p className="text-sm text-faint">{description}</p>}
          </div>
          {action}
        </header>
      )}
      <div className={flush ? '' : 'p-5'}>{children}</div>
    </section>
  )
}
