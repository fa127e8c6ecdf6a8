import { FRAME_MAX_BYTES } from '@vserver/core/console/model'

export type Frame = { type: number; payload: Buffer }

/** u32 type, u32 size; little endian. Source: struct vs_frame in native/common/protocol.h. */
const HEADER_BYTES = 8

/** Puts the frames of a console's byte stream together again; throws on what no console sends. */
export class FrameSplitter {
  #rest: Buffer = Buffer.alloc(0)

  push(chunk: Buffer): Frame[] {
    let bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk])
    const frames: Frame[] = []
    while (bytes.length >= HEADER_BYTES) {
      const size = bytes.readUInt32LE(4)
      if (size > FRAME_MAX_BYTES) throw new RangeError(`A console frame of ${size} bytes is too long.`)
      if (bytes.length < HEADER_BYTES + size) break
      frames.push({ type: bytes.readUInt32LE(0), payload: bytes.subarray(HEADER_BYTES, HEADER_BYTES + size) })
      bytes = bytes.subarray(HEADER_BYTES + size)
    }
    this.#rest = bytes
    return frames
  }
}

export function encodeFrame({ type, payload }: Frame): Buffer {
  const bytes = Buffer.allocUnsafe(HEADER_BYTES + payload.length)
  bytes.writeUInt32LE(type, 0)
  bytes.writeUInt32LE(payload.length, 4)
  payload.copy(bytes, HEADER_BYTES)
  return bytes
}
