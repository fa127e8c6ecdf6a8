import type { ConsoleSize } from '@vserver/core/console/model'
import { errorInfo, messageFor } from '@/messages.ts'
import { CLOSE, type ConsoleHello, type ConsoleReply } from '@/server/services/console/model.ts'
import { CREDIT_BYTES, creditReturner } from './credit.ts'
import { describeExit } from './exit-status.ts'
import {
  decodeFrame,
  encodeCredit,
  encodeHangup,
  encodeInput,
  encodeResize,
  type ServerFrame,
} from './frames.ts'
import type { ConsoleStatus } from './status.ts'

/** The part of a WebSocket that is used. */
export type Socket = {
  send: (data: string | Uint8Array<ArrayBuffer>) => void
  close: () => void
  onopen: (() => void) | null
  onmessage: ((event: { data: unknown }) => void) | null
  onclose: ((event: { code: number }) => void) | null
}

export type ConsolePorts = {
  /** A new single-use ticket; with an id it attaches to that console again. */
  issueTicket: (consoleId: string | null) => Promise<string>
  openSocket: () => Socket
  /** `onWritten` runs when the screen has taken the bytes. */
  write: (data: Uint8Array | string, onWritten?: () => void) => void
  onStatus: (status: ConsoleStatus) => void
  /** The boot log: the server takes nothing but credit from its readers. */
  isReadOnly: boolean
}

/** Errors that go away by themselves; all others are final. */
const PASSING = new Set([null, 'HOST_UNREACHABLE', 'TIMEOUT', 'RATE_LIMITED', 'BUSY', 'INTERNAL'])
const BACK_OFF_MS = [500, 1000, 2000, 4000, 8000, 10_000] as const

const REFUSALS: Record<number, string> = {
  [CLOSE.badRequest]: 'The panel did not understand this console. Reload the page and try again.',
  [CLOSE.revoked]: 'Your sign-in was ended. Sign in again to use the console.',
  [CLOSE.forbidden]: 'You may no longer use this console.',
  [CLOSE.notFound]: 'This console is gone. Open a new one.',
}

export type Connection = {
  open: (size: ConsoleSize) => void
  input: (bytes: Uint8Array) => void
  resize: (size: ConsoleSize) => void
  /** At once instead of at the next attempt. */
  retry: () => void
  /** Ends the shell in the guest. */
  hangup: () => void
  /** Leaves the shell running and stops trying. */
  close: () => void
}

/** One console over any number of WebSockets: it attaches again at the byte where the last one broke. */
export function connectConsole(ports: ConsolePorts): Connection {
  let size: ConsoleSize = { columns: 80, rows: 24 }
  /** The size in the last first frame. */
  let told = size
  let socket: Socket | null = null
  let isReady = false
  let consoleId: string | null = null
  let offset = 0
  let attempt = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  let closed = false

  const send = (data: Uint8Array<ArrayBuffer>) => {
    if (isReady) socket?.send(data)
  }
  const sendAsOwner = (data: Uint8Array<ArrayBuffer>) => {
    if (!ports.isReadOnly) send(data)
  }

  const finish = (status: ConsoleStatus) => {
    closed = true
    isReady = false
    clearTimeout(timer)
    socket?.close()
    ports.onStatus(status)
  }

  const lose = (reason: string) => {
    isReady = false
    socket = null
    if (closed) return
    const wait = BACK_OFF_MS[Math.min(attempt, BACK_OFF_MS.length - 1)] ?? 0
    attempt += 1
    ports.onStatus({ phase: 'lost', attempt, retryAt: Date.now() + wait, reason })
    timer = setTimeout(() => void attach(), wait)
  }

  const attach = async () => {
    clearTimeout(timer)
    if (attempt === 0) ports.onStatus({ phase: 'connecting' })
    try {
      const ticket = await ports.issueTicket(consoleId)
      if (!closed) listen(ports.openSocket(), ticket)
    } catch (error) {
      const { code } = errorInfo(error)
      if (closed) return
      if (PASSING.has(code)) lose(messageFor(error))
      else finish({ phase: 'refused', message: messageFor(error), signedOut: code === 'UNAUTHENTICATED' })
    }
  }

  const listen = (opened: Socket, ticket: string) => {
    socket = opened
    let said: string | null = null
    const taken = creditReturner((bytes) => {
      if (socket === opened) send(encodeCredit(bytes))
    })
    opened.onopen = () => {
      told = size
      opened.send(JSON.stringify({ ticket, ...size, offset } satisfies ConsoleHello))
    }
    opened.onmessage = ({ data }) => {
      if (socket !== opened) return
      if (typeof data === 'string') {
        const reply = parseReply(data)
        if (reply?.type === 'ready') becomeReady(reply.consoleId)
        else said = reply?.message ?? null
      } else if (data instanceof ArrayBuffer) {
        const frame = decodeFrame(data)
        if (frame) take(frame, taken)
      }
    }
    opened.onclose = ({ code }) => {
      if (socket !== opened) return
      const refusal = REFUSALS[code]
      if (refusal === undefined) lose(said ?? 'The connection to the panel was lost.')
      else finish({ phase: 'refused', message: said ?? refusal, signedOut: code === CLOSE.revoked })
    }
  }

  const becomeReady = (id: string | null) => {
    consoleId = id
    attempt = 0
    isReady = true
    send(encodeCredit(CREDIT_BYTES))
    if (size !== told) sendAsOwner(encodeResize(size))
    ports.onStatus({ phase: 'open' })
  }

  const take = (frame: ServerFrame, taken: (bytes: number) => void) => {
    if (frame.type === 'output') {
      offset = frame.offset + frame.bytes.length
      ports.write(frame.bytes, () => taken(frame.bytes.length))
    } else if (frame.type === 'lost') {
      offset = frame.to
      ports.write(`\r\n\x1b[2m[${frame.to - frame.from} bytes of output were not kept]\x1b[0m\r\n`)
    } else if (frame.type === 'exit') finish({ phase: 'ended', message: describeExit(frame.status) })
  }

  return {
    open: (first) => {
      size = first
      void attach()
    },
    input: (bytes) => {
      for (const frame of encodeInput(bytes)) sendAsOwner(frame)
    },
    resize: (next) => {
      size = next
      sendAsOwner(encodeResize(next))
    },
    retry: () => {
      if (!closed && socket === null) void attach()
    },
    hangup: () => sendAsOwner(encodeHangup()),
    close: () => {
      closed = true
      clearTimeout(timer)
      socket?.close()
    },
  }
}

function parseReply(text: string): ConsoleReply | null {
  try {
    const reply: ConsoleReply = JSON.parse(text)
    return reply.type === 'ready' || reply.type === 'error' ? reply : null
  } catch {
    return null
  }
}
