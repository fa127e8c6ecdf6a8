import type { Socket } from 'node:net'
import { FRAME, FRAME_MAX_BYTES } from '@vserver/core/console/model'
import type { WebSocket } from 'ws'
import { encodeFrame, FrameSplitter } from './frame-splitter.ts'

/** Bytes that may wait for a slow viewer before the console is paused; below the other mark it goes on. */
const PAUSE_BYTES = 1024 * 1024
const RESUME_BYTES = 256 * 1024
/** A viewer that answers no ping for two of these is gone. */
const PING_MS = 30_000
/** RFC 6455, 7.4.1. */
const CLOSE = { normal: 1000, protocolError: 1002, goingAway: 1001 } as const

const FROM_VIEWER: ReadonlySet<number> = new Set([
  FRAME.attach,
  FRAME.input,
  FRAME.resize,
  FRAME.credit,
  FRAME.hangup,
  FRAME.endInput,
  FRAME.signal,
  FRAME.observe,
])

/** Carries frames between a viewer's WebSocket, as [type byte][payload], and a console's stream socket. */
export function bridgeConsole(viewer: WebSocket, console: Socket): void {
  carryToViewer(viewer, console)
  carryToConsole(viewer, console)
  console.on('close', () => viewer.close(CLOSE.normal))
  console.on('error', () => viewer.close(CLOSE.goingAway))
  viewer.on('close', () => console.destroy())
  viewer.on('error', () => viewer.terminate())
  keepAlive(viewer)
}

function carryToViewer(viewer: WebSocket, console: Socket): void {
  const splitter = new FrameSplitter()
  const onSent = (): void => {
    if (console.isPaused() && viewer.bufferedAmount < RESUME_BYTES) console.resume()
  }
  console.on('data', (chunk: Buffer) => {
    try {
      for (const { type, payload } of splitter.push(chunk)) {
        viewer.send(Buffer.concat([Buffer.of(type), payload]), { binary: true }, onSent)
      }
    } catch {
      viewer.close(CLOSE.protocolError)
      console.destroy()
    }
    if (viewer.bufferedAmount > PAUSE_BYTES) console.pause()
  })
}

function carryToConsole(viewer: WebSocket, console: Socket): void {
  console.on('drain', () => viewer.resume())
  viewer.on('message', (data, isBinary) => {
    const bytes = isBinary && Buffer.isBuffer(data) ? data : Buffer.alloc(0)
    const type = bytes[0]
    if (type === undefined || !FROM_VIEWER.has(type) || bytes.length > FRAME_MAX_BYTES + 1) {
      viewer.close(CLOSE.protocolError)
      return
    }
    if (!console.write(encodeFrame({ type, payload: bytes.subarray(1) }))) viewer.pause()
  })
}

function keepAlive(viewer: WebSocket): void {
  let isAlive = true
  viewer.on('pong', () => {
    isAlive = true
  })
  const timer = setInterval(() => {
    if (!isAlive) {
      viewer.terminate()
      return
    }
    isAlive = false
    viewer.ping()
  }, PING_MS)
  viewer.on('close', () => clearInterval(timer))
}
