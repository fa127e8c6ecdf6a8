import { FRAME } from '@vserver/core/console/model'
import WebSocket from 'ws'
import type { ConsoleLink } from './link.ts'

/** Bytes that may wait for a slow browser before the host is told to wait; below the other mark it goes on. */
const PAUSE_BYTES = 1024 * 1024
const RESUME_BYTES = 256 * 1024
/** What the host may send to a mirror at a time. */
const MIRROR_CREDIT = 256 * 1024
/** So far an observer may be behind: the scrollback that it begins with, and as much again. */
export const LAG_BYTES = 512 * 1024
/** Type and offset before the bytes of an output frame. */
const OUTPUT_HEAD = 9

/** Marks are for the recorder. */
const TO_MIRROR: ReadonlySet<number> = new Set([FRAME.output, FRAME.lost, FRAME.exit])

/** How frames go from one end to the other. */
export type Flow = {
  begin(): void
  fromViewer(frame: Buffer): void
  fromSource(frame: Buffer): void
}

type Ends = { viewer: WebSocket; source: ConsoleLink }

/** End to end: the browser's credit goes to the host, which stops reading the terminal without it. */
export function typingFlow({ viewer, source }: Ends): Flow {
  return {
    begin: () => {},
    fromViewer: (frame) => {
      source.send(frame, () => {
        if (viewer.isPaused && source.waitingBytes < RESUME_BYTES) viewer.resume()
      })
      if (source.waitingBytes > PAUSE_BYTES) viewer.pause()
    },
    fromSource: (frame) => {
      if (viewer.readyState !== WebSocket.OPEN) return
      viewer.send(frame, { binary: true }, () => {
        if (source.isPaused && viewer.bufferedAmount < RESUME_BYTES) source.resume()
      })
      if (viewer.bufferedAmount > PAUSE_BYTES) source.pause()
    },
  }
}

/** We take what the host has at once, so that the terminal never waits; who lags too far behind is cut. */
export function mirrorFlow({ viewer, source, onLag }: Ends & { onLag(): void }): Flow {
  let creditBytes = 0
  let sentBytes = 0
  return {
    begin: () => source.send(creditFrame(MIRROR_CREDIT)),
    fromViewer: (frame) => {
      if (frame.length === 5) creditBytes += frame.readUInt32LE(1)
    },
    fromSource: (frame) => {
      if (viewer.readyState !== WebSocket.OPEN || !TO_MIRROR.has(frame[0] ?? 0)) return
      viewer.send(frame, { binary: true })
      if (frame[0] !== FRAME.output) return
      const bytes = frame.length - OUTPUT_HEAD
      sentBytes += bytes
      if (sentBytes - creditBytes > LAG_BYTES) onLag()
      else source.send(creditFrame(bytes))
    },
  }
}

function creditFrame(bytes: number): Buffer {
  const frame = Buffer.alloc(5)
  frame.writeUInt8(FRAME.credit)
  frame.writeUInt32LE(bytes, 1)
  return frame
}
