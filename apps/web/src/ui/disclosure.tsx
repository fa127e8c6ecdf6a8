'use client'

import { type ReactNode, useId, useState } from 'react'
import { cx } from './cx.ts'

/** A part that is shown on request; what is hidden is not on the page at all. */
export function Disclosure({
  label,
  hint,
  forced = false,
  children,
}: {
  label: string
  hint?: string
  /** Stays open, for instance while a field in it has a fault. */
  forced?: boolean
  children: ReactNode
}) {
  const id = useId()
  const [wanted, setWanted] = useState(false)
  const open = wanted || forced
  return (
    <div className="rounded-xl border border-line">
      <button
        aria-controls={open ? id : undefined}
        aria-expanded={open}
        className="flex w-full items-center justify-between gap-3 rounded-xl px-4 py-3 text-left text-sm font-medium hover:bg-raised"
        onClick={() => setWanted(!open)}
        type="button"
      >
        <span>
          {label}
          {hint && <span className="block font-normal text-faint">{hint}</span>}
        </span>
        <span aria-hidden="true" className={cx('transition-transform', open && 'rotate-90')}>
          ›
        </span>
      </button>
      {open && (
        <div className="space-y-6 border-t border-line p-4" id={id}>
          {children}
        </div>
      )}
    </div>
  )
}
