'use client'

import '@xterm/xterm/css/xterm.css'
import type { FitAddon } from '@xterm/addon-fit'
import type { Terminal as Xterm } from '@xterm/xterm'
import { type Ref, useEffect, useEffectEvent, useImperativeHandle, useRef } from 'react'
import { terminalTheme } from './terminal-theme.ts'
import { isDark, watchTheme } from './theme.ts'

export type TerminalHandle = {
  /** `onWritten` runs once the bytes are on the screen; the sender may then send as many more. */
  write: (data: Uint8Array | string, onWritten?: () => void) => void
  reset: () => void
  focus: () => void
  /** As the keyboard would, with bracketed paste where the program in the guest asked for it. */
  paste: (text: string) => void
  selection: () => string
}

type TerminalSize = { columns: number; rows: number }

const SCROLLBACK_LINES = 10_000

/** xterm.js, loaded in the browser only. `onReady` gives the first size; `onLeave` is the way out by keyboard. */
export function Terminal({
  ref,
  label,
  fontSize,
  readOnly = false,
  onReady,
  onInput,
  onResize,
  onLeave,
}: {
  ref: Ref<TerminalHandle>
  label: string
  fontSize: number
  readOnly?: boolean
  onReady: (size: TerminalSize) => void
  onInput: (bytes: Uint8Array) => void
  onResize: (size: TerminalSize) => void
  onLeave: () => void
}) {
  const box = useRef<HTMLDivElement>(null)
  const xterm = useRef<Xterm | null>(null)
  const fit = useRef<FitAddon | null>(null)
  const ready = useEffectEvent(onReady)
  const input = useEffectEvent(onInput)
  const resize = useEffectEvent(onResize)
  const leave = useEffectEvent(onLeave)
  const initial = useRef({ label, fontSize, readOnly })

  useImperativeHandle(ref, () => handleOf(xterm), [])

  useEffect(() => {
    let gone = false
    const undo: (() => void)[] = []
    void openTerminal(box.current, initial.current).then((opened) => {
      if (!opened) return
      if (gone) return opened.terminal.dispose()
      const { terminal, addon } = opened
      xterm.current = terminal
      fit.current = addon
      terminal.onData((data) => input(new TextEncoder().encode(data)))
      terminal.onBinary((data) => input(Uint8Array.from(data, (char) => char.charCodeAt(0))))
      terminal.onResize(({ cols, rows }) => resize({ columns: cols, rows }))
      terminal.attachCustomKeyEventHandler((event) => {
        if (!isLeaveChord(event)) return true
        if (event.type === 'keydown') leave()
        return false
      })
      const observer = new ResizeObserver(() => addon.fit())
      if (box.current) observer.observe(box.current)
      undo.push(
        () => observer.disconnect(),
        watchTheme(() => {
          terminal.options.theme = terminalTheme(isDark())
        }),
        () => terminal.dispose(),
      )
      ready({ columns: terminal.cols, rows: terminal.rows })
    })
    return () => {
      gone = true
      xterm.current = null
      for (const step of undo) step()
    }
  }, [])

  useEffect(() => {
    if (!xterm.current) return
    xterm.current.options.fontSize = fontSize
    fit.current?.fit()
  }, [fontSize])

  return <div className="h-full w-full overflow-hidden" ref={box} />
}

/** Tab and Escape belong to the guest, so the way out needs its own chord: Ctrl+Shift+period. */
export const LEAVE_KEYS = ['Ctrl', 'Shift', '.']

function isLeaveChord(event: KeyboardEvent): boolean {
  return event.ctrlKey && event.shiftKey && event.code === 'Period'
}

async function openTerminal(
  box: HTMLDivElement | null,
  options: { label: string; fontSize: number; readOnly: boolean },
): Promise<{ terminal: Xterm; addon: FitAddon } | null> {
  const [{ Terminal: XtermClass }, { FitAddon: FitClass }] = await Promise.all([
    import('@xterm/xterm'),
    import('@xterm/addon-fit'),
    document.fonts.ready,
  ])
  if (!box) return null
  const terminal = new XtermClass({
    cursorBlink: !matchMedia('(prefers-reduced-motion: reduce)').matches,
    disableStdin: options.readOnly,
    fontFamily: `${getComputedStyle(document.documentElement).getPropertyValue('--font-geist-mono') || 'ui-monospace'}, monospace`,
    fontSize: options.fontSize,
    lineHeight: 1.2,
    screenReaderMode: false,
    scrollback: SCROLLBACK_LINES,
    theme: terminalTheme(isDark()),
  })
  const addon = new FitClass()
  terminal.loadAddon(addon)
  terminal.open(box)
  terminal.textarea?.setAttribute('aria-label', options.label)
  addon.fit()
  return { terminal, addon }
}

function handleOf(xterm: { current: Xterm | null }): TerminalHandle {
  return {
    write: (data, onWritten) => {
      if (xterm.current) xterm.current.write(data, onWritten)
      else onWritten?.()
    },
    reset: () => xterm.current?.reset(),
    focus: () => xterm.current?.focus(),
    paste: (text) => xterm.current?.paste(text),
    selection: () => xterm.current?.getSelection() ?? '',
  }
}
