'use client'

import { type RefObject, useEffect, useRef, useState } from 'react'
import { t } from '@/language/t.ts'
import { IconButton } from '@/ui/icon-button.tsx'
import type { TerminalHandle } from '@/ui/terminal.tsx'

/** Searches what the console has printed; Enter goes on, Shift+Enter back, Escape closes. */
export function FindBar({
  terminal,
  onClose,
}: {
  terminal: RefObject<TerminalHandle | null>
  onClose: () => void
}) {
  const input = useRef<HTMLInputElement>(null)
  const [text, setText] = useState('')
  const [isFound, setFound] = useState(true)
  useEffect(() => {
    input.current?.focus()
    const searched = terminal.current
    return () => searched?.endFind()
  }, [terminal])
  const find = (words: string, way: 'next' | 'previous') =>
    setFound(words === '' || (terminal.current?.find(words, way) ?? false))
  return (
    <search className="flex items-center gap-1 border-b border-line px-3 py-1.5">
      <input
        aria-label={t('Find in the console')}
        className="h-8 min-w-0 flex-1 rounded-lg border border-edge/70 bg-surface px-2.5 text-sm"
        onChange={(event) => {
          setText(event.target.value)
          find(event.target.value, 'next')
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') find(text, event.shiftKey ? 'previous' : 'next')
          if (event.key === 'Escape') onClose()
        }}
        placeholder={t('Find')}
        ref={input}
        value={text}
      />
      <span className="px-2 text-sm text-soft" role="status">
        {isFound ? '' : t('Not found')}
      </span>
      <IconButton icon="up" label={t('Find the one before')} onClick={() => find(text, 'previous')} />
      <IconButton icon="down" label={t('Find the next')} onClick={() => find(text, 'next')} />
      <IconButton icon="close" label={t('Close the search')} onClick={onClose} />
    </search>
  )
}
