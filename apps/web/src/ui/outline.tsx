import type { ReactNode } from 'react'

/** Those that every page brings, for when it fails: without the table of all icons. */
export const WARNING = <path d="M12 4 2.8 19.5h18.4zM12 10v4.5M12 17h.01" />
export const RESTART = <path d="M19 12a7 7 0 1 1-2.2-5.1M19 4v4h-4" />

/** A drawing of 24×24. */
export function Outline({
  size = 18,
  className,
  children,
}: {
  size?: number
  className?: string
  children: ReactNode
}) {
  return (
    <svg
      aria-hidden="true"
      className={className}
      fill="none"
      height={size}
      stroke="currentColor"
      strokeLinecap="round"
      strokeLinejoin="round"
      strokeWidth="1.6"
      viewBox="0 0 24 24"
      width={size}
    >
      {children}
    </svg>
  )
}
