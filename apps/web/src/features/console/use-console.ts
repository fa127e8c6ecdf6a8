'use client'

import type { ConsoleId, ConsoleSize } from '@vserver/core/console/model'
import { type RefObject, useEffect, useRef, useState } from 'react'
import type { ConsoleMode } from '@/server/services/console/model.ts'
import { useTRPCClient } from '@/trpc/client.tsx'
import type { TerminalHandle } from '@/ui/terminal.tsx'
import { type Connection, connectConsole } from './connection.ts'
import type { Socket } from './console-ports.ts'
import { keepConsole, takeConsole } from './kept-console.ts'
import type { ConsoleStatus } from './status.ts'

export type ConsoleKind = 'shell' | 'boot'

const PATH = '/ws/console'
const ofTab = () => window.sessionStorage

/** Somebody else's console, to read or to type in. */
export type Watched = { consoleId: string; mode: Exclude<ConsoleMode, 'owner'> }

/** What is shown: one's own shell, the boot log, or a console of somebody else. */
export type ConsoleView = { guestId: string; kind: ConsoleKind; watched: Watched | null }

/** One console for as long as the component lives; `again` opens a new one on a clean screen. */
export function useConsole(
  { guestId, kind, watched }: ConsoleView,
  terminal: RefObject<TerminalHandle | null>,
) {
  const client = useTRPCClient()
  const [status, setStatus] = useState<ConsoleStatus>({ phase: 'connecting' })
  const [hasTyped, setHasTyped] = useState(false)
  const [consoleId, setConsoleId] = useState<ConsoleId | null>(null)
  const connection = useRef<Connection | null>(null)
  const size = useRef<ConsoleSize>({ columns: 80, rows: 24 })
  const isOwnShell = kind === 'shell' && watched === null
  const running = useRef<string | null>(null)

  const open = () => {
    connection.current?.close()
    setHasTyped(false)
    connection.current = connectConsole({
      kept: isOwnShell ? takeConsole(ofTab, guestId) : null,
      issueTicket: async (own) => {
        const consoleId = watched?.consoleId ?? own
        const request = {
          guestId,
          kind,
          mode: watched?.mode ?? ('owner' as const),
          ...(consoleId !== null && { consoleId: consoleId as ConsoleId }),
        }
        return (await client.console.ticket.mutate(request)).ticket
      },
      openSocket: openBrowserSocket,
      write: (data, onWritten) => {
        if (terminal.current) terminal.current.write(data, onWritten)
        else onWritten?.()
      },
      onStatus: (next) => {
        if (next.phase === 'ended' || next.phase === 'refused') running.current = null
        setStatus(next)
      },
      onConsole: (id) => {
        running.current = id
        setConsoleId(id as ConsoleId | null)
      },
      isReadOnly: kind === 'boot' || watched?.mode === 'observer',
      isForeign: watched !== null,
    })
    connection.current.open(size.current)
  }

  useEffect(() => {
    const keep = () => {
      if (isOwnShell && running.current !== null) keepConsole(ofTab, guestId, running.current)
    }
    // What the browser shows again as it was, still has its console.
    const show = (event: PageTransitionEvent) => void (event.persisted && takeConsole(ofTab, guestId))
    window.addEventListener('pagehide', keep)
    window.addEventListener('pageshow', show)
    return () => {
      window.removeEventListener('pagehide', keep)
      window.removeEventListener('pageshow', show)
      keep()
      running.current = null
      connection.current?.close()
      connection.current = null
    }
  }, [guestId, isOwnShell])

  return {
    status,
    consoleId,
    /** Something was typed, so closing the page deserves a question. */
    hasTyped,
    ready: (first: ConsoleSize) => {
      size.current = first
      open()
    },
    input: (bytes: Uint8Array) => {
      setHasTyped(true)
      connection.current?.input(bytes)
    },
    resize: (next: ConsoleSize) => {
      size.current = next
      connection.current?.resize(next)
    },
    retry: () => connection.current?.retry(),
    again: () => {
      terminal.current?.reset()
      open()
    },
  }
}

export function openBrowserSocket(): Socket {
  const url = new URL(PATH, window.location.href)
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  const browser = new WebSocket(url)
  browser.binaryType = 'arraybuffer'
  const socket: Socket = {
    onopen: null,
    onmessage: null,
    onclose: null,
    send: (data) => browser.readyState === WebSocket.OPEN && browser.send(data),
    close: () => browser.close(),
  }
  browser.onopen = () => socket.onopen?.()
  browser.onmessage = ({ data }) => socket.onmessage?.({ data })
  browser.onclose = ({ code }) => socket.onclose?.({ code })
  return socket
}
