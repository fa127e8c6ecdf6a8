'use client'

import { t } from '@/language/t.ts'
import { IconButton } from '@/ui/icon-button.tsx'

export const FONT_SIZES = { min: 10, max: 22, start: 14 } as const

export function ConsoleToolbar({
  readOnly,
  fontSize,
  screenReader,
  onScreenReader,
  onFind,
  onSave,
  onFontSize,
  onReconnect,
  onCopy,
  onPaste,
  onFullScreen,
}: {
  readOnly: boolean
  fontSize: number
  screenReader: boolean
  onScreenReader: (on: boolean) => void
  onFind: () => void
  onSave: () => void
  onFontSize: (size: number) => void
  onReconnect: () => void
  onCopy: () => void
  onPaste: () => void
  onFullScreen: () => void
}) {
  return (
    <div
      aria-label={t('Console')}
      className="flex flex-wrap items-center justify-end sm:gap-0.5"
      role="toolbar"
    >
      <IconButton icon="search" label={t('Find in the console')} onClick={onFind} />
      <IconButton icon="copy" label={t('Copy the selection')} onClick={onCopy} />
      {!readOnly && <IconButton icon="paste" label={t('Paste several lines')} onClick={onPaste} />}
      <IconButton
        disabled={fontSize <= FONT_SIZES.min}
        icon="smaller"
        label={t('Smaller text')}
        onClick={() => onFontSize(fontSize - 1)}
      />
      <IconButton
        disabled={fontSize >= FONT_SIZES.max}
        icon="larger"
        label={t('Larger text')}
        onClick={() => onFontSize(fontSize + 1)}
      />
      <IconButton
        icon="info"
        label={t('Text for screen readers')}
        onClick={() => onScreenReader(!screenReader)}
        pressed={screenReader}
      />
      <IconButton icon="down" label={t('Save the text as a file')} onClick={onSave} />
      <IconButton icon="restart" label={t('Connect again')} onClick={onReconnect} />
      <IconButton icon="expand" label={t('Full screen')} onClick={onFullScreen} />
    </div>
  )
}
