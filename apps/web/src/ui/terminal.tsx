'use client'

import '@xterm/xterm/css/xterm.css'
import { type Ref, useEffect, useEffectEvent, useImperativeHandle, useRef } from 'react'
import { cx } from './cx.ts'
import { type OpenTerminal, openTerminal, type TerminalSize, transcriptOf } from './open-terminal.ts'
import { isShortcut } from './shortcuts.ts'
import { terminalLook } from './terminal-theme.ts'
import { watchTheme } from './theme.ts'

export type TerminalHandle = {
  /** `onWritten` runs once the bytes are on the screen; the sender may then send as many more. */
  write: (data: Uint8Array | string, onWritten?: () => void) => void
  reset: () => void
  focus: () => void
  /** As the keyboard would, with bracketed paste where the program in the guest asked for it. */
  paste: (text: string) => void
  selection: () => string
  /** False: it is not there. */
  find: (text: string, way: 'next' | 'previous') => boolean
  endFind: () => void
  transcript: () => string
  /** Only with a size of its own. */
  resize: (size: TerminalSize) => void
}

const FOUND = {
  matchOverviewRuler: '#d08700',
  matchBackground: '#7a5a00',
  activeMatchBackground: '#c27c00',
  activeMatchColorOverviewRuler: '#ffb020',
}

const ignore = () => undefined

/** xterm.js, loaded in the browser only. `onReady` gives the first size; `onLeave` is the way out by keyboard. */
export function Terminal({
  ref,
  label,
  fontSize,
  readOnly = false,
  screenReader = false,
  size = null,
  onReady,
  onInput = ignore,
  onResize = ignore,
  onLeave = ignore,
  onLink = ignore,
  onFind = ignore,
  onPaste = ignore,
}: {
  ref: Ref<TerminalHandle>
  label: string
  fontSize: number
  readOnly?: boolean
  screenReader?: boolean
  /** At the start; else it is as large as its box. */
  size?: TerminalSize | null
  onReady: (size: TerminalSize) => void
  onInput?: (bytes: Uint8Array) => void
  onResize?: (size: TerminalSize) => void
  onLeave?: () => void
  onLink?: (address: string) => void
  onFind?: () => void
  /** True: the text was taken and is not to be pasted now. */
  onPaste?: (text: string) => boolean | undefined
}) {
  const box = useRef<HTMLDivElement>(null)
  const open = useRef<OpenTerminal | null>(null)
  const ready = useEffectEvent(onReady)
  const input = useEffectEvent(onInput)
  const resize = useEffectEvent(onResize)
  const link = useEffectEvent(onLink)
  const paste = useEffectEvent(onPaste)
  const chord = useEffectEvent((event: KeyboardEvent) => {
    const act = isShortcut('leaveConsole', event)
      ? onLeave
      : isShortcut('findInConsole', event)
        ? onFind
        : null
    if (act && event.type === 'keydown') {
      event.preventDefault()
      act()
    }
    return act === null
  })
  const initial = useRef({ label, fontSize, readOnly, screenReader, size })

  useImperativeHandle(ref, () => handleOf(open), [])

  useEffect(() => {
    let gone = false
    const undo: (() => void)[] = []
    const options = { ...initial.current, onLink: (address: string) => link(address) }
    void openTerminal(box.current, options).then((opened) => {
      if (!opened) return
      const { terminal, fit } = opened
      if (gone) return terminal.dispose()
      open.current = opened
      terminal.onData((data) => input(new TextEncoder().encode(data)))
      terminal.onBinary((data) => input(Uint8Array.from(data, (char) => char.charCodeAt(0))))
      terminal.onResize(({ cols, rows }) => resize({ columns: cols, rows }))
      terminal.attachCustomKeyEventHandler((event) => chord(event))
      undo.push(
        options.size ? ignore : fitWith(box.current, fit),
        interceptPaste(box.current, (text) => paste(text) === true),
        watchTheme(() => {
          terminal.options = terminalLook()
        }),
        () => terminal.dispose(),
      )
      ready({ columns: terminal.cols, rows: terminal.rows })
    })
    return () => {
      gone = true
      open.current = null
      for (const step of undo) step()
    }
  }, [])

  useEffect(() => {
    if (!open.current) return
    open.current.terminal.options.fontSize = fontSize
    open.current.terminal.options.screenReaderMode = screenReader
    if (!initial.current.size) open.current.fit.fit()
  }, [fontSize, screenReader])

  return (
    <div
      className={cx('h-full w-full', size ? 'overflow-auto' : 'overflow-hidden')}
      data-owns-keyboard={readOnly ? undefined : ''}
      ref={box}
    />
  )
}

function fitWith(box: HTMLDivElement | null, fit: OpenTerminal['fit']): () => void {
  const observer = new ResizeObserver(() => fit.fit())
  if (box) observer.observe(box)
  return () => observer.disconnect()
}

/** Before xterm gets it: what has several lines may be looked at first. */
function interceptPaste(box: HTMLDivElement | null, take: (text: string) => boolean): () => void {
  const listen = (event: ClipboardEvent) => {
    if (!take(event.clipboardData?.getData('text/plain') ?? '')) return
    event.preventDefault()
    event.stopPropagation()
  }
  box?.addEventListener('paste', listen, { capture: true })
  return () => box?.removeEventListener('paste', listen, { capture: true })
}

function handleOf(open: { current: OpenTerminal | null }): TerminalHandle {
  return {
    write: (data, onWritten) => {
      if (open.current) open.current.terminal.write(data, onWritten)
      else onWritten?.()
    },
    reset: () => open.current?.terminal.reset(),
    focus: () => open.current?.terminal.focus(),
    paste: (text) => open.current?.terminal.paste(text),
    selection: () => open.current?.terminal.getSelection() ?? '',
    find: (text, way) => {
      const search = open.current?.search
      const options = { decorations: FOUND }
      return (way === 'next' ? search?.findNext(text, options) : search?.findPrevious(text, options)) ?? false
    },
    endFind: () => open.current?.search.clearDecorations(),
    transcript: () => (open.current ? transcriptOf(open.current.terminal) : ''),
    resize: ({ columns, rows }) => open.current?.terminal.resize(columns, rows),
  }
}
