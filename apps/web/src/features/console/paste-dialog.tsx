'use client'

import { useState } from 'react'
import { t } from '@/language/t.ts'
import { Button } from '@/ui/button.tsx'
import { Dialog, DialogActions } from '@/ui/dialog.tsx'

/** Several lines run as soon as they are pasted, so they are shown first. */
export function PasteDialog({
  initial,
  onClose,
  onPaste,
}: {
  initial: string
  onClose: () => void
  onPaste: (text: string) => void
}) {
  const [text, setText] = useState(initial)
  const lines = text === '' ? 0 : text.split('\n').length
  return (
    <Dialog onClose={onClose} title={t('Paste into the console')} wide>
      <label className="block">
        <span className="mb-1.5 block text-sm text-soft">
          {t('Look at what will be sent; a line with its end is run at once.')}
        </span>
        <textarea
          className="h-56 w-full rounded-xl border border-edge/70 bg-surface p-3 font-mono text-sm"
          onChange={(event) => setText(event.target.value)}
          spellCheck={false}
          value={text}
        />
      </label>
      <DialogActions>
        <Button onClick={onClose}>{t('Cancel')}</Button>
        <Button
          deniedReason={lines === 0 ? t('There is nothing to paste yet.') : null}
          onClick={() => {
            onClose()
            onPaste(text)
          }}
          variant="primary"
        >
          {lines > 1
            ? t('{count, plural, one {Paste # line} other {Paste # lines}}', { count: lines })
            : t('Paste')}
        </Button>
      </DialogActions>
    </Dialog>
  )
}
