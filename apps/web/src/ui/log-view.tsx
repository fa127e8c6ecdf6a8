'use client'

import { useEffect, useRef } from 'react'
import { t } from '@/language/t.ts'

/** Lines of a program; follows the end unless the reader has scrolled up. */
export function LogView({ label, text }: { label: string; text: string }) {
  const box = useRef<HTMLPreElement>(null)
  const follows = useRef(true)
  // biome-ignore lint/correctness/useExhaustiveDependencies: scrolls when the text has grown
  useEffect(() => {
    if (box.current && follows.current) box.current.scrollTop = box.current.scrollHeight
  }, [text])
  return (
    <pre
      aria-label={label}
      role="log"
      className="max-h-80 min-h-20 overflow-auto rounded-xl border border-line bg-raised p-4 font-mono text-[0.8125rem] leading-5 whitespace-pre-wrap"
      onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
        follows.current = scrollHeight - scrollTop - clientHeight < 24
      }}
      ref={box}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
      tabIndex={0}
    >
      {text || t('No lines yet.')}
    </pre>
  )
}
