'use client'

import { useEffect, useRef, useState } from 'react'
import { copyText } from '@/ui/copy-text.ts'
import { cx } from '@/ui/cx.ts'
import { KeyHint } from '@/ui/key-hint.tsx'
import { LEAVE_KEYS, Terminal, type TerminalHandle } from '@/ui/terminal.tsx'
import { useToast } from '@/ui/toast.tsx'
import { ConsoleBanner } from './console-banner.tsx'
import { ConsoleToolbar, FONT_SIZES } from './console-toolbar.tsx'
import { PasteDialog } from './paste-dialog.tsx'
import { type ConsoleView, useConsole } from './use-console.ts'

/** Toolbar, banner and screen of one console. */
export function ConsolePanel({ guestName, ...view }: ConsoleView & { guestName: string }) {
  const terminal = useRef<TerminalHandle>(null)
  const frame = useRef<HTMLDivElement>(null)
  const way = useRef<HTMLParagraphElement>(null)
  const [fontSize, setFontSize] = useState<number>(FONT_SIZES.start)
  const [pasting, setPasting] = useState(false)
  const toast = useToast()
  const connection = useConsole(view, terminal)
  const { phase } = connection.status
  useLeaveQuestion(connection.hasTyped && phase === 'open')

  const copy = async () => {
    const selection = terminal.current?.selection() ?? ''
    if (selection === '') toast('bad', 'Select something in the console first, then copy it.')
    else if (await copyText(selection)) toast('good', 'Copied.')
    else toast('bad', 'The browser did not let us copy. Use its own menu.')
    terminal.current?.focus()
  }
  const fullScreen = () => {
    if (document.fullscreenElement) void document.exitFullscreen()
    else void frame.current?.requestFullscreen()
  }
  const isBoot = view.kind === 'boot'
  const isReadOnly = isBoot || view.watched?.mode === 'observer'
  return (
    <div className="flex min-h-0 flex-1 flex-col bg-surface" ref={frame}>
      <div className="flex items-center justify-between gap-3 border-b border-line px-3 py-1.5">
        <p className="min-w-0 truncate text-sm text-soft" role="status">
          {PHASE_WORDS[phase]}
        </p>
        <ConsoleToolbar
          fontSize={fontSize}
          onCopy={() => void copy()}
          onFontSize={setFontSize}
          onFullScreen={fullScreen}
          onPaste={() => setPasting(true)}
          onReconnect={phase === 'lost' || phase === 'idle' ? connection.retry : connection.again}
          readOnly={isReadOnly}
        />
      </div>
      {(connection.status.phase !== 'open' || connection.status.closesAt !== null) && (
        <div className="border-b border-line p-3">
          <ConsoleBanner onAgain={connection.again} onRetry={connection.retry} status={connection.status} />
        </div>
      )}
      <div
        className={cx('min-h-0 flex-1 bg-terminal p-3 transition-opacity', phase !== 'open' && 'opacity-55')}
      >
        <Terminal
          fontSize={fontSize}
          label={isBoot ? `Boot log of ${guestName}` : `Shell of ${guestName}`}
          onInput={connection.input}
          onLeave={() => way.current?.focus()}
          onReady={(size) => {
            connection.ready(size)
            if (!isReadOnly) terminal.current?.focus()
          }}
          onResize={connection.resize}
          readOnly={isReadOnly}
          ref={terminal}
        />
      </div>
      <p
        className="border-t border-line px-4 py-2 text-[0.8125rem] text-faint max-sm:hidden"
        ref={way}
        tabIndex={-1}
      >
        {isReadOnly ? 'Read only. ' : 'Tab and Escape go to the guest. '}
        <KeyHint keys={LEAVE_KEYS} /> leaves the console.
      </p>
      {pasting && (
        <PasteDialog onClose={() => setPasting(false)} onPaste={(text) => terminal.current?.paste(text)} />
      )}
    </div>
  )
}

const PHASE_WORDS = {
  connecting: 'Connecting',
  open: 'Connected',
  idle: 'Closed',
  lost: 'Connection lost',
  ended: 'Ended',
  refused: 'Not connected',
} as const

/** Only after something was typed: a page that was merely looked at may close without a word. */
function useLeaveQuestion(active: boolean): void {
  useEffect(() => {
    if (!active) return
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    window.addEventListener('beforeunload', ask)
    return () => window.removeEventListener('beforeunload', ask)
  }, [active])
}
