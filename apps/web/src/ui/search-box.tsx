'use client'

import { useEffect, useEffectEvent, useState } from 'react'
import { cx } from './cx.ts'
import { Icon } from './icons.tsx'
import { INPUT_CLASS } from './input-class.ts'
import { KeyHint } from './key-hint.tsx'
import { OwnSearches } from './own-searches.ts'
import { SHORTCUTS } from './shortcuts.ts'

/** Long enough that a word is one search, short enough to feel live. */
const PAUSE_MS = 250

/** It shows what the address says, also when a link or the way back has changed that. */
export function SearchBox({
  label,
  placeholder,
  initial,
  onSearch,
  autoFocus = false,
}: {
  label: string
  placeholder: string
  initial: string
  onSearch: (text: string) => void
  autoFocus?: boolean
}) {
  const [text, setText] = useState(initial)
  const [searches] = useState(() => new OwnSearches(initial))
  const send = (trimmed: string) => {
    if (searches.ask(trimmed)) onSearch(trimmed)
  }
  const sendLater = useEffectEvent(send)
  useEffect(() => {
    const timer = setTimeout(() => sendLater(text.trim()), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [text])
  useEffect(() => {
    if (searches.isForeign(initial)) setText(initial)
  }, [initial, searches])
  return (
    <search className="relative block max-w-xl">
      <Icon
        className="pointer-events-none absolute top-1/2 left-3 -translate-y-1/2 text-faint"
        name="search"
      />
      <input
        aria-label={label}
        // biome-ignore lint/a11y/noAutofocus: only where searching is the purpose of the page
        autoFocus={autoFocus}
        className={cx(INPUT_CLASS, 'pr-12 pl-10 [&::-webkit-search-cancel-button]:hidden')}
        maxLength={200}
        // At once, so that it never comes after the click on a result and calls that click off.
        onBlur={() => send(text.trim())}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => event.key === 'Escape' && setText('')}
        placeholder={placeholder}
        type="search"
        value={text}
      />
      <span
        aria-hidden="true"
        className="pointer-events-none absolute top-1/2 right-3 -translate-y-1/2 max-sm:hidden"
      >
        <KeyHint keys={SHORTCUTS.search.keys} />
      </span>
    </search>
  )
}
