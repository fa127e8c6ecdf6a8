import { FRAME } from '@vserver/core/console/model'
import WebSocket, { type RawData } from 'ws'
import { CLOSE } from '../services/console/model.ts'

/** Bytes that may wait for a slow browser before the host is told to wait; below the other mark it goes on. */
const PAUSE_BYTES = 1024 * 1024
const RESUME_BYTES = 256 * 1024
/** A browser that answers no ping for two of these is gone. */
const PING_MS = 20_000
/** RFC 6455, 7.4.1. */
const NORMAL = 1000
const PROTOCOL_ERROR = 1002

const FROM_BROWSER: ReadonlySet<number> = new Set([FRAME.input, FRAME.resize, FRAME.credit, FRAME.hangup])
/** Who only reads gives credit and nothing else. */
const FROM_READER: ReadonlySet<number> = new Set([FRAME.credit])

type Ends = {
  viewer: WebSocket
  source: WebSocket
  isReadOnly: boolean
  /** The shell has ended, which is not the same as a lost connection. */
  onExit(): void
}

/** Carries frames both ways, each end as fast as the other takes them. Both are paused when it begins. */
export function bridge({ viewer, source, isReadOnly, onExit }: Ends): void {
  const allowed = isReadOnly ? FROM_READER : FROM_BROWSER
  viewer.on('message', (data: RawData, isBinary: boolean) => {
    const type = isBinary && Buffer.isBuffer(data) ? data[0] : undefined
    if (type === undefined || !allowed.has(type)) return viewer.close(PROTOCOL_ERROR)
    pass(data, { from: viewer, to: source })
  })
  source.on('message', (data: RawData, isBinary: boolean) => {
    if (!isBinary || !Buffer.isBuffer(data)) return
    if (data[0] === FRAME.exit) onExit()
    pass(data, { from: source, to: viewer })
  })
  source.on('close', (code) => viewer.close(code === NORMAL ? NORMAL : CLOSE.hostGone))
  source.on('error', () => viewer.close(CLOSE.hostGone))
  viewer.on('close', () => source.close())
  keepAlive(viewer)
  viewer.resume()
  source.resume()
}

function pass(data: RawData, { from, to }: { from: WebSocket; to: WebSocket }): void {
  if (to.readyState !== WebSocket.OPEN) return
  to.send(data, { binary: true }, () => {
    if (from.isPaused && to.bufferedAmount < RESUME_BYTES) from.resume()
  })
  if (to.bufferedAmount > PAUSE_BYTES) from.pause()
}

function keepAlive(viewer: WebSocket): void {
  let isAlive = true
  viewer.on('pong', () => {
    isAlive = true
  })
  const timer = setInterval(() => {
    if (!isAlive) return viewer.terminate()
    isAlive = false
    viewer.ping()
  }, PING_MS)
  viewer.once('close', () => clearInterval(timer))
}
