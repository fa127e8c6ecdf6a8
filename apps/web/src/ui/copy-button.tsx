'use client'

import { useState } from 'react'
import { t } from '@/language/t.ts'
import { Button } from './button.tsx'
import { copyText } from './copy-text.ts'

/** `of`: which one it is where there are several. */
export function CopyButton({ text, label, of }: { text: string; label?: string; of?: string }) {
  const [state, setState] = useState<'idle' | 'done' | 'failed'>('idle')
  const copy = async () => {
    setState((await copyText(text)) ? 'done' : 'failed')
    setTimeout(() => setState('idle'), 2000)
  }
  const said = { idle: label ?? t('Copy'), done: t('Copied'), failed: t('Copy it by hand') }[state]
  return (
    <Button icon={state === 'done' ? 'check' : 'copy'} onClick={copy} size="small">
      <span aria-live="polite">{said}</span>
      {of && <span className="sr-only">: {of}</span>}
    </Button>
  )
}
