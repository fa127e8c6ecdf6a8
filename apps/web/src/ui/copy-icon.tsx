'use client'

import { useState } from 'react'
import { t } from '@/language/t.ts'
import { copyText } from './copy-text.ts'
import { IconButton } from './icon-button.tsx'

const SHOWN_MS = 2000

/** Copies beside the text itself, where there is no room for words. */
export function CopyIcon({ text }: { text: string }) {
  const [state, setState] = useState<'idle' | 'done' | 'failed'>('idle')
  const copy = async () => {
    setState((await copyText(text)) ? 'done' : 'failed')
    setTimeout(() => setState('idle'), SHOWN_MS)
  }
  return (
    <>
      <IconButton
        className="size-7"
        icon={state === 'done' ? 'check' : 'copy'}
        label={state === 'failed' ? t('Copy {text} by hand', { text }) : t('Copy {text}', { text })}
        onClick={() => void copy()}
      />
      <span aria-live="polite" className="sr-only">
        {state === 'done' && t('Copied')}
      </span>
    </>
  )
}
