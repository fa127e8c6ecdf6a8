'use client'

import { useEffect, useEffectEvent } from 'react'
import { isShortcut } from '@/ui/shortcuts.ts'

export type ShellTool = 'palette' | 'sheet'

/** The shortcuts that work on every page. */
export function useShellKeys(onTool: (tool: ShellTool) => void): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    // What is open already has the keys; so has a guest, whose shell knows Ctrl+K too.
    if (document.querySelector('dialog:modal') || isOfGuest(event.target)) return
    if (isShortcut('palette', event)) onTool('palette')
    else if (isTyping(event.target)) return
    else if (isShortcut('sheet', event)) onTool('sheet')
    else if (!isShortcut('search', event) || !focusSearch()) return
    event.preventDefault()
  })
  useEffect(() => {
    const listen = (event: KeyboardEvent) => onKey(event)
    document.addEventListener('keydown', listen)
    return () => document.removeEventListener('keydown', listen)
  }, [])
}

/** False: the page has no search. */
function focusSearch(): boolean {
  const search = document.querySelector<HTMLInputElement>('input[type=search]')
  search?.focus()
  search?.select()
  return search !== null
}

function isOfGuest(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('[data-owns-keyboard]') !== null
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  )
}
