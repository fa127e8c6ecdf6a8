'use client'

import { useSyncExternalStore } from 'react'
import { t } from '@/language/t.ts'
import { Icon } from '@/ui/icons.tsx'
import { KeyHint } from '@/ui/key-hint.tsx'
import { isMacKeyboard, keysOf } from '@/ui/shortcuts.ts'

const never = () => () => undefined

export function PaletteButton({ onOpen }: { onOpen: () => void }) {
  // The server does not know the reader's keyboard.
  const isMac = useSyncExternalStore(never, isMacKeyboard, () => false)
  return (
    <button
      aria-haspopup="dialog"
      aria-keyshortcuts={isMac ? 'Meta+K' : 'Control+K'}
      className="mb-4 flex w-full items-center gap-3 rounded-lg border border-edge/70 px-3 py-1.5 text-left text-soft hover:bg-raised hover:text-ink"
      onClick={onOpen}
      type="button"
    >
      <Icon name="search" />
      <span className="flex-1">{t('Commands')}</span>
      <span aria-hidden="true">
        <KeyHint keys={keysOf('palette', isMac)} />
      </span>
    </button>
  )
}
