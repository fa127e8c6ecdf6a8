import Link from 'next/link'
import { t } from '@/language/t.ts'
import { formatCount } from './format-number.ts'

type PagerProps = {
  /** From 1. */
  page: number
  pages: number
  total: number
  /** What is counted, in the plural and the reader's language. */
  noun: string
  hrefOf: (page: number) => string
}

/** Where one is in a long list, and the way to the pages beside; nothing for a list of one page. */
export function Pager({ page, pages, total, noun, hrefOf }: PagerProps) {
  if (pages <= 1) return null
  return (
    <nav
      aria-label={t('Pages of {noun}', { noun })}
      className="flex flex-wrap items-center justify-between gap-3 border-t border-line px-5 py-3 text-sm"
    >
      <span className="text-faint tabular-nums">
        {t('{total} {noun}, page {page} of {pages}', {
          total: formatCount(total),
          noun,
          page: formatCount(page),
          pages: formatCount(pages),
        })}
      </span>
      <span className="flex gap-2">
        <Step href={page > 1 ? hrefOf(page - 1) : null} label={t('Previous')} />
        <Step href={page < pages ? hrefOf(page + 1) : null} label={t('Next')} />
      </span>
    </nav>
  )
}

function Step({ href, label }: { href: string | null; label: string }) {
  const look = 'inline-flex h-9 items-center rounded-lg border border-line px-3 font-medium'
  if (href === null)
    return (
      <span aria-disabled="true" className={`${look} text-faint`}>
        {label}
      </span>
    )
  return (
    <Link className={`${look} shadow-card hover:bg-raised`} href={href}>
      {label}
    </Link>
  )
}
