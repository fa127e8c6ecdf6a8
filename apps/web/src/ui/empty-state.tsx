import type { ReactNode } from 'react'
import { Icon, type IconName } from './icons.tsx'

/** Nothing here yet, and what to do about it; `isPage`: there is nothing else on the page. */
export function EmptyState({
  icon,
  title,
  children,
  action,
  isPage = false,
}: {
  icon: IconName
  title: string
  children?: ReactNode
  action?: ReactNode
  isPage?: boolean
}) {
  const Title = isPage ? 'h1' : 'p'
  return (
    <div className="flex flex-col items-center px-6 py-12 text-center">
      <span className="mb-4 inline-flex size-12 items-center justify-center rounded-2xl bg-raised text-soft">
        <Icon name={icon} size={24} />
      </span>
      <Title className="font-semibold">{title}</Title>
      {children && <div className="mt-1 max-w-[52ch] text-soft">{children}</div>}
      {action && <div className="mt-5">{action}</div>}
    </div>
  )
}
