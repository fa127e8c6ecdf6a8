import Link from 'next/link'
import type { ReactNode } from 'react'
import { t } from '@/language/t.ts'

export type Crumb = { label: string; href: string }

export function PageHeader({
  title,
  description,
  crumbs = [],
  action,
}: {
  title: ReactNode
  description?: ReactNode
  crumbs?: Crumb[]
  action?: ReactNode
}) {
  return (
    <header className="mb-6 flex flex-wrap items-end justify-between gap-x-6 gap-y-4">
      <div className="min-w-0">
        {crumbs.length > 0 && <Breadcrumb crumbs={crumbs} />}
        <h1 className="text-2xl font-semibold tracking-tight break-words">{title}</h1>
        {description && <p className="mt-1 max-w-[70ch] text-soft">{description}</p>}
      </div>
      {action && <div className="flex flex-wrap gap-3">{action}</div>}
    </header>
  )
}

export function Breadcrumb({ crumbs }: { crumbs: Crumb[] }) {
  return (
    <nav aria-label={t('Breadcrumb')} className="mb-1 text-sm text-faint">
      <ol className="flex flex-wrap gap-1.5">
        {crumbs.map((crumb) => (
          <li className="flex gap-1.5" key={crumb.href}>
            <Link className="rounded hover:text-ink hover:underline" href={crumb.href}>
              {crumb.label}
            </Link>
            <span aria-hidden="true">/</span>
          </li>
        ))}
      </ol>
    </nav>
  )
}
