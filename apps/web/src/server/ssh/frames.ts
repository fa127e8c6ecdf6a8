import { FRAME, FRAME_MAX_BYTES } from '@vserver/core/console/model'

/**
 * Bytes of output that a program may be ahead of its SSH client, beside what the client asked for: for files as much
 * as a busy machine needs to keep them flowing, on a terminal little, as it stands between a key and its answer.
 */
export const OUTPUT_WINDOW = { terminal: 256 * 1024, pipes: 1024 * 1024 } as const

export function frame(type: number, payload: Buffer = Buffer.alloc(0)): Buffer {
  return Buffer.concat([Buffer.of(type), payload])
}

export function numberFrame(type: number, value: number): Buffer {
  const bytes = Buffer.alloc(5)
  bytes.writeUInt8(type)
  bytes.writeUInt32LE(value, 1)
  return bytes
}

export function inputFrames(bytes: Buffer): Buffer[] {
  const frames: Buffer[] = []
  for (let at = 0; at < bytes.length; at += FRAME_MAX_BYTES)
    frames.push(frame(FRAME.input, bytes.subarray(at, at + FRAME_MAX_BYTES)))
  return frames
}

/** Type and offset before the bytes of an output frame. */
export const OUTPUT_HEAD = 9
