'use client'

import type { KeyboardEvent } from 'react'
import { cx } from './cx.ts'

export type Tab<Id extends string> = { id: Id; label: string }

/** Tab list with roving focus; the caller shows the panel with id `${idPrefix}-panel`. */
export function Tabs<Id extends string>({
  label,
  idPrefix,
  tabs,
  current,
  onChange,
}: {
  label: string
  idPrefix: string
  tabs: readonly Tab<Id>[]
  current: Id
  onChange: (id: Id) => void
}) {
  const move = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (!step) return
    const index = tabs.findIndex((tab) => tab.id === current)
    const next = tabs.at((index + step) % tabs.length)
    if (!next) return
    event.preventDefault()
    onChange(next.id)
    document.getElementById(`${idPrefix}-${next.id}`)?.focus()
  }
  return (
    <div aria-label={label} className="inline-flex gap-1 rounded-lg bg-raised p-1" role="tablist">
      {tabs.map((tab) => (
        <button
          aria-controls={`${idPrefix}-panel`}
          aria-selected={tab.id === current}
          className={cx(
            'rounded-md px-3 py-1 text-sm font-medium transition-colors',
            tab.id === current ? 'bg-surface text-ink shadow-card' : 'text-soft hover:text-ink',
          )}
          id={`${idPrefix}-${tab.id}`}
          key={tab.id}
          onClick={() => onChange(tab.id)}
          onKeyDown={move}
          role="tab"
          tabIndex={tab.id === current ? 0 : -1}
          type="button"
        >
          {tab.label}
        </button>
      ))}
    </div>
  )
}
