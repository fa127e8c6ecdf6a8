'use client'

import { useState } from 'react'
import { t } from '@/language/t.ts'
import { cx } from '@/ui/cx.ts'
import { controlCode, PHONE_KEYS } from './phone-key-codes.ts'

const KEY = 'h-9 min-w-10 shrink-0 rounded-lg border border-line bg-surface px-2.5 font-mono text-sm text-ink'

/** Keys that the keyboards of phones do not have. Ctrl counts for the next letter that is chosen here or typed. */
export function PhoneKeys({
  isControl,
  onControl,
  onKey,
}: {
  isControl: boolean
  onControl: (on: boolean) => void
  onKey: (bytes: Uint8Array) => void
}) {
  const [letter, setLetter] = useState('')
  const send = (text: string) => onKey(new TextEncoder().encode(text))
  return (
    <div
      aria-label={t('Keys')}
      className="flex gap-1.5 overflow-x-auto border-t border-line bg-raised/40 px-3 py-2 sm:hidden"
      role="toolbar"
    >
      {PHONE_KEYS.map(({ label, name, code }) => (
        <button aria-label={t(name)} className={KEY} key={name} onClick={() => send(code)} type="button">
          {label}
        </button>
      ))}
      <button
        aria-pressed={isControl}
        className={cx(KEY, isControl && 'bg-tint text-accent')}
        onClick={() => onControl(!isControl)}
        type="button"
      >
        {t('Ctrl')}
      </button>
      {isControl && (
        <input
          aria-label={t('Letter with Ctrl')}
          autoCapitalize="none"
          autoComplete="off"
          className="h-9 w-12 shrink-0 rounded-lg border border-edge/70 bg-surface text-center font-mono"
          onChange={(event) => {
            const code = controlCode(event.target.value)
            setLetter('')
            if (code === null) return
            send(code)
            onControl(false)
          }}
          value={letter}
        />
      )}
    </div>
  )
}
