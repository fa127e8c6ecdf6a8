import { CUT_OFF } from '@vserver/core/console/constants'
import type { ConsoleSize } from '@vserver/core/console/model'
import { msg, t, translate, type Words } from '@/language/t.ts'
import { errorInfo, messageFor } from '@/messages.ts'
import { CLOSE } from '@/server/services/console/constants.ts'
import type { ConsoleHello, ConsoleReply } from '@/server/services/console/model.ts'
import type { ConsolePorts, Socket } from './console-ports.ts'
import { CREDIT_BYTES, creditReturner } from './credit.ts'
import { describeExit } from './exit-status.ts'
import { decodeFrame, encodeCredit, encodeHangup, encodeResize, type ServerFrame } from './frames.ts'
import { inputQueue } from './input-queue.ts'
import type { ConsoleStatus } from './status.ts'

/** Errors that go away by themselves; all others are final. */
const PASSING = new Set([null, 'HOST_UNREACHABLE', 'TIMEOUT', 'RATE_LIMITED', 'BUSY', 'INTERNAL'])
const BACK_OFF_MS = [500, 1000, 2000, 4000, 8000, 10_000] as const

const REFUSALS: Record<number, Words> = {
  [CLOSE.badRequest]: msg('The panel did not understand this console. Reload the page and try again.'),
  [CLOSE.revoked]: msg('Your sign-in was ended. Sign in again to use the console.'),
  [CLOSE.forbidden]: msg('You may no longer use this console.'),
  [CLOSE.notFound]: msg('This console is gone. Open a new one.'),
  [CLOSE.ended]: msg('This console was ended.'),
  [CLOSE.tooMany]: msg('You have too many consoles open. Close one of them first.'),
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
  return new ConsoleConnection(ports)
}

class ConsoleConnection implements Connection {
  readonly #ports: ConsolePorts
  #size: ConsoleSize = { columns: 80, rows: 24 }
  /** The size in the last first frame. */
  #told = this.#size
  readonly #typed = inputQueue((frame) => this.#send(frame))
  #socket: Socket | null = null
  #isReady = false
  #isClosed = false
  #consoleId: string | null
  /** It came from before, and was not seen yet. */
  #isFromBefore: boolean
  #offset = 0
  #attempt = 0
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(ports: ConsolePorts) {
    this.#ports = ports
    this.#consoleId = ports.kept ?? null
    this.#isFromBefore = this.#consoleId !== null
  }

  open(size: ConsoleSize): void {
    this.#size = size
    void this.#attach()
  }

  input(bytes: Uint8Array): void {
    if (this.#isReady && !this.#ports.isReadOnly) this.#typed.push(bytes)
  }

  resize(size: ConsoleSize): void {
    this.#size = size
    this.#sendSize()
  }

  retry(): void {
    if (!this.#isClosed && this.#socket === null) void this.#attach()
  }

  hangup(): void {
    this.#sendAsOwner(encodeHangup())
  }

  close(): void {
    this.#isClosed = true
    clearTimeout(this.#timer)
    this.#socket?.close()
  }

  #send(data: Uint8Array<ArrayBuffer>): void {
    if (this.#isReady) this.#socket?.send(data)
  }

  #sendAsOwner(data: Uint8Array<ArrayBuffer>): void {
    if (!this.#ports.isReadOnly) this.#send(data)
  }

  #sendSize(): void {
    if (!this.#ports.isForeign) this.#sendAsOwner(encodeResize(this.#size))
  }

  /** What ended is not tried again, except that a new shell takes the place of one from before. */
  #refuse(message: string, signedOut: boolean): void {
    if (this.#isFromBefore && !signedOut && !this.#isClosed) {
      this.#isFromBefore = false
      this.#consoleId = null
      this.#socket = null
      void this.#attach()
    } else this.#finish({ phase: 'refused', message, signedOut })
  }

  #finish(status: ConsoleStatus): void {
    this.#isReady = false
    this.close()
    this.#ports.onStatus(status)
  }

  #lose(reason: string): void {
    this.#isReady = false
    this.#socket = null
    if (this.#isClosed) return
    const wait = BACK_OFF_MS[Math.min(this.#attempt, BACK_OFF_MS.length - 1)] ?? 0
    this.#attempt += 1
    this.#ports.onStatus({ phase: 'lost', attempt: this.#attempt, retryAt: Date.now() + wait, reason })
    this.#timer = setTimeout(() => void this.#attach(), wait)
  }

  async #attach(): Promise<void> {
    clearTimeout(this.#timer)
    if (this.#attempt === 0) this.#ports.onStatus({ phase: 'connecting' })
    try {
      const ticket = await this.#ports.issueTicket(this.#consoleId)
      if (!this.#isClosed) this.#listen(this.#ports.openSocket(), ticket)
    } catch (error) {
      const { code } = errorInfo(error)
      if (this.#isClosed) return
      const message = messageFor(error)
      if (PASSING.has(code)) this.#lose(message)
      else this.#refuse(message, code === 'UNAUTHENTICATED')
    }
  }

  /** A socket that was replaced is not heard any more. */
  #listen(socket: Socket, ticket: string): void {
    this.#socket = socket
    this.#typed.clear()
    let said: string | null = null
    const taken = creditReturner((bytes) => {
      if (this.#socket === socket) this.#send(encodeCredit(bytes))
    })
    socket.onopen = () => {
      this.#told = this.#size
      socket.send(JSON.stringify({ ticket, ...this.#size, offset: this.#offset } satisfies ConsoleHello))
    }
    socket.onmessage = ({ data }) => {
      if (this.#socket !== socket) return
      if (data instanceof ArrayBuffer) this.#take(decodeFrame(data), taken)
      const reply = typeof data === 'string' ? parseReply(data) : null
      if (reply?.type === 'ready') this.#becomeReady(reply.consoleId)
      else if (reply?.type === 'idle') this.#isIdle(reply.leftMs)
      else if (reply) said = translate(reply.message)
    }
    socket.onclose = ({ code }) => {
      if (this.#socket === socket) this.#hasClosed(code, said)
    }
  }

  #hasClosed(code: number, said: string | null): void {
    const refusal = REFUSALS[code]
    if (code === CLOSE.idle) this.#rest(said ?? t('Closed because nobody typed.'))
    else if (refusal === undefined) this.#lose(said ?? t('The connection to the panel was lost.'))
    else this.#refuse(said ?? t(refusal), code === CLOSE.revoked)
  }

  /** The shell goes on; `retry` goes back to it. */
  #rest(message: string): void {
    this.#isReady = false
    this.#socket = null
    if (!this.#isClosed) this.#ports.onStatus({ phase: 'idle', message })
  }

  #isIdle(leftMs: number | null): void {
    const closesAt = leftMs === null ? null : Date.now() + leftMs
    this.#ports.onStatus({ phase: 'open', closesAt })
  }

  #becomeReady(id: string | null): void {
    this.#consoleId = id
    this.#isFromBefore = false
    this.#ports.onConsole?.(id)
    this.#attempt = 0
    this.#isReady = true
    this.#send(encodeCredit(CREDIT_BYTES))
    if (this.#size !== this.#told) this.#sendSize()
    this.#ports.onStatus({ phase: 'open', closesAt: null })
  }

  #take(frame: ServerFrame | null, taken: (bytes: number) => void): void {
    if (frame?.type === 'output') {
      this.#offset = frame.offset + frame.bytes.length
      this.#ports.write(frame.bytes, () => taken(frame.bytes.length))
    } else if (frame?.type === 'lost') {
      this.#offset = frame.to
      const lost = frame.to - frame.from
      const words = t('{bytes} bytes of output were not kept', { bytes: lost })
      this.#ports.write(new TextEncoder().encode(`${CUT_OFF}\r\n\x1b[2m[${words}]\x1b[0m\r\n`))
    } else if (frame?.type === 'inputCredit') this.#typed.grant(frame.bytes)
    else if (frame?.type === 'exit') this.#finish({ phase: 'ended', message: describeExit(frame.status) })
  }
}

function parseReply(text: string): ConsoleReply | null {
  try {
    const reply: ConsoleReply = JSON.parse(text)
    return ['ready', 'error', 'idle'].includes(reply.type) ? reply : null
  } catch {
    return null
  }
}
