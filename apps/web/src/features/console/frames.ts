import { FRAME, FRAME_MAX_BYTES } from '@vserver/core/console/constants'
import type { ConsoleSize } from '@vserver/core/console/model'

/** What the guest's end sends: one byte of type, then the payload; integers are little endian. */
export type ServerFrame =
  | { type: 'hello'; firstOffset: number; nextOffset: number }
  | { type: 'output'; offset: number; bytes: Uint8Array }
  | { type: 'lost'; from: number; to: number }
  | { type: 'exit'; status: number }
  | { type: 'inputCredit'; bytes: number }

const U64_BYTES = 8

/** Null for a frame that this version does not know or that is cut short. */
export function decodeFrame(message: ArrayBuffer): ServerFrame | null {
  if (message.byteLength < 1) return null
  const view = new DataView(message)
  const size = message.byteLength - 1
  switch (view.getUint8(0)) {
    case FRAME.hello:
      return size < 2 * U64_BYTES
        ? null
        : { type: 'hello', firstOffset: readOffset(view, 1), nextOffset: readOffset(view, 1 + U64_BYTES) }
    case FRAME.output:
      return size < U64_BYTES
        ? null
        : { type: 'output', offset: readOffset(view, 1), bytes: new Uint8Array(message, 1 + U64_BYTES) }
    case FRAME.lost:
      return size < 2 * U64_BYTES
        ? null
        : { type: 'lost', from: readOffset(view, 1), to: readOffset(view, 1 + U64_BYTES) }
    case FRAME.exit:
      return size < 4 ? null : { type: 'exit', status: view.getInt32(1, true) }
    case FRAME.inputCredit:
      return size < 4 ? null : { type: 'inputCredit', bytes: view.getUint32(1, true) }
    default:
      return null
  }
}

/** A long paste becomes several frames. */
export function encodeInput(bytes: Uint8Array): Uint8Array<ArrayBuffer>[] {
  const frames: Uint8Array<ArrayBuffer>[] = []
  for (let at = 0; at < bytes.length; at += FRAME_MAX_BYTES) {
    const part = bytes.subarray(at, at + FRAME_MAX_BYTES)
    const frame = new Uint8Array(1 + part.length)
    frame[0] = FRAME.input
    frame.set(part, 1)
    frames.push(frame)
  }
  return frames
}

export function encodeResize({ columns, rows }: ConsoleSize): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(5))
  view.setUint8(0, FRAME.resize)
  view.setUint16(1, columns, true)
  view.setUint16(3, rows, true)
  return new Uint8Array(view.buffer)
}

/** Bytes of output that may come on top of what was allowed before. */
export function encodeCredit(bytes: number): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(5))
  view.setUint8(0, FRAME.credit)
  view.setUint32(1, bytes, true)
  return new Uint8Array(view.buffer)
}

export function encodeHangup(): Uint8Array<ArrayBuffer> {
  return Uint8Array.of(FRAME.hangup)
}

/** Exact up to 2^53 bytes, which is more than a console ever prints. */
function readOffset(view: DataView, at: number): number {
  return Number(view.getBigUint64(at, true))
}
