'use client'

import Link from 'next/link'
import { useEffect, useRef, useState } from 'react'
import { msg, rich, t, type Words } from '@/language/t.ts'
import { copyText } from '@/ui/copy-text.ts'
import { cx } from '@/ui/cx.ts'
import { KeyHint } from '@/ui/key-hint.tsx'
import { openedLater } from '@/ui/opened-later.tsx'
import { saveText } from '@/ui/save-text.ts'
import { SHORTCUTS } from '@/ui/shortcuts.ts'
import { Terminal, type TerminalHandle } from '@/ui/terminal.tsx'
import { useToast } from '@/ui/toast.tsx'
import { ConsoleBanner } from './console-banner.tsx'
import { ConsoleToolbar } from './console-toolbar.tsx'
import { FindBar } from './find-bar.tsx'
import { needsLook } from './paste-look.ts'
import { controlCode } from './phone-key-codes.ts'
import { PhoneKeys } from './phone-keys.tsx'
import { RecordedNote } from './recorded-note.tsx'
import type { ConsoleStatus } from './status.ts'
import { type ConsoleView, useConsole } from './use-console.ts'
import { useConsoleSettings } from './use-console-settings.ts'

const LinkDialog = openedLater(() => import('./link-dialog.tsx').then((module) => module.LinkDialog))
const PasteDialog = openedLater(() => import('./paste-dialog.tsx').then((module) => module.PasteDialog))

/** Toolbar, banner and screen of one console. */
export function ConsolePanel({ guestName, ...view }: ConsoleView & { guestName: string }) {
  const terminal = useRef<TerminalHandle>(null)
  const frame = useRef<HTMLDivElement>(null)
  const way = useRef<HTMLParagraphElement>(null)
  const settings = useConsoleSettings()
  /** Null: no dialog. */
  const [pasting, setPasting] = useState<string | null>(null)
  const [link, setLink] = useState<string | null>(null)
  const [finding, setFinding] = useState(false)
  const [isControl, setControl] = useState(false)
  const toast = useToast()
  const connection = useConsole(view, terminal)
  const { phase } = connection.status
  useLeaveQuestion(connection.hasTyped && phase === 'open')

  const copy = async () => {
    const selection = terminal.current?.selection() ?? ''
    if (selection === '') toast('bad', t('Select something in the console first, then copy it.'))
    else if (await copyText(selection)) toast('good', t('Copied.'))
    else toast('bad', t('The browser did not let us copy. Use its own menu.'))
    terminal.current?.focus()
  }
  const fullScreen = () => {
    if (document.fullscreenElement) void document.exitFullscreen()
    else void frame.current?.requestFullscreen()
  }
  /** A letter after Ctrl of the row of keys. */
  const type = (bytes: Uint8Array) => {
    const code = isControl ? controlCode(new TextDecoder().decode(bytes)) : null
    if (isControl) setControl(false)
    connection.input(code === null ? bytes : new TextEncoder().encode(code))
  }
  const lookFirst = (text: string): boolean => {
    if (isReadOnly || !needsLook(text)) return false
    setPasting(text)
    return true
  }
  const endFinding = () => {
    setFinding(false)
    terminal.current?.focus()
  }
  const isBoot = view.kind === 'boot'
  const isReadOnly = isBoot || view.watched?.mode === 'observer'
  return (
    <div className="flex min-h-0 flex-1 flex-col bg-surface" ref={frame}>
      <div className="flex flex-wrap items-center justify-between gap-x-3 border-b border-line px-1.5 py-1.5 sm:px-3">
        <p className="px-1.5 text-sm text-soft sm:px-0" role="status">
          {t(PHASE_WORDS[phase])}
        </p>
        <ConsoleToolbar
          fontSize={settings.fontSize}
          onCopy={() => void copy()}
          onFind={() => setFinding(true)}
          onFontSize={(fontSize) => settings.change({ fontSize })}
          onFullScreen={fullScreen}
          onPaste={() => setPasting('')}
          onReconnect={phase === 'lost' || phase === 'idle' ? connection.retry : connection.again}
          onSave={() => saveText(`${guestName}-console.txt`, terminal.current?.transcript() ?? '')}
          onScreenReader={(screenReader) => settings.change({ screenReader })}
          readOnly={isReadOnly}
          screenReader={settings.screenReader}
        />
      </div>
      {(connection.status.phase !== 'open' || connection.status.closesAt !== null) && (
        <div className="border-b border-line p-3">
          <ConsoleBanner onAgain={connection.again} onRetry={connection.retry} status={connection.status} />
        </div>
      )}
      {connection.consoleId && <RecordedNote consoleId={connection.consoleId} guestId={view.guestId} />}
      {finding && <FindBar onClose={endFinding} terminal={terminal} />}
      <div
        className={cx('min-h-0 flex-1 bg-terminal p-3 transition-opacity', phase !== 'open' && 'opacity-55')}
      >
        <Terminal
          fontSize={settings.fontSize}
          label={
            isBoot
              ? t('Boot log of {guest}', { guest: guestName })
              : t('Shell of {guest}', { guest: guestName })
          }
          onFind={() => setFinding(true)}
          onInput={type}
          onLeave={() => way.current?.focus()}
          onLink={setLink}
          onPaste={lookFirst}
          onReady={(size) => {
            connection.ready(size)
            if (!isReadOnly) terminal.current?.focus()
          }}
          onResize={connection.resize}
          readOnly={isReadOnly}
          ref={terminal}
          screenReader={settings.screenReader}
        />
      </div>
      <p
        className="border-t border-line px-4 py-2 text-[0.8125rem] text-faint max-sm:hidden"
        ref={way}
        tabIndex={-1}
      >
        {isReadOnly ? t('Read only.') : t('Tab and Escape go to the guest.')}{' '}
        {rich('{leave} leaves the console, {find} searches it.', {
          leave: <KeyHint keys={SHORTCUTS.leaveConsole.keys} />,
          find: <KeyHint keys={SHORTCUTS.findInConsole.keys} />,
        })}{' '}
        <Link className="underline hover:text-ink" href="/console-test">
          {t('Test the connection')}
        </Link>
      </p>
      {!isReadOnly && <PhoneKeys isControl={isControl} onControl={setControl} onKey={connection.input} />}
      {pasting !== null && (
        <PasteDialog
          initial={pasting}
          onClose={() => setPasting(null)}
          onPaste={(text) => terminal.current?.paste(text)}
        />
      )}
      {link !== null && <LinkDialog address={link} onClose={() => setLink(null)} />}
    </div>
  )
}

const PHASE_WORDS: Record<ConsoleStatus['phase'], Words> = {
  connecting: msg('Connecting'),
  open: msg('Connected'),
  idle: msg('Closed'),
  lost: msg('Connection lost'),
  ended: msg('Ended'),
  refused: msg('Not connected'),
}

/** Only after something was typed: a page that was merely looked at may close without a word. */
function useLeaveQuestion(active: boolean): void {
  useEffect(() => {
    if (!active) return
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    window.addEventListener('beforeunload', ask)
    return () => window.removeEventListener('beforeunload', ask)
  }, [active])
}
