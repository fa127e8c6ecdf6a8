'use client'

import { useState } from 'react'
import { Button } from './button.tsx'
import { copyText } from './copy-text.ts'

export function CopyButton({ text, label = 'Copy' }: { text: string; label?: string }) {
  const [state, setState] = useState<'idle' | 'done' | 'failed'>('idle')
  const copy = async () => {
    setState((await copyText(text)) ? 'done' : 'failed')
    setTimeout(() => setState('idle'), 2000)
  }
  return (
    <Button icon={state === 'done' ? 'check' : 'copy'} onClick={copy} size="small">
      <span aria-live="polite">{{ idle: label, done: 'Copied', failed: 'Copy it by hand' }[state]}</span>
    </Button>
  )
}
