/** Frames of a console's stream socket; see common/protocol.h. Offsets count bytes the pty ever produced. */
export const FRAME_MAX = 65_536

const TYPE = {
  attach: 1,
  input: 2,
  resize: 3,
  credit: 4,
  hangup: 5,
  endInput: 16,
  signal: 17,
  hello: 129,
  output: 130,
  lost: 131,
  exit: 132,
  errorOutput: 144,
  inputCredit: 145,
} as const

/** Attach to output that comes from now on. */
export const ATTACH_NEW = 'new'

export type ConsoleFrame =
  | { type: 'hello'; first: number; next: number }
  | { type: 'output'; offset: number; bytes: Buffer }
  | { type: 'lost'; from: number; to: number }
  /** As waitpid(2) tells it. */
  | { type: 'exit'; status: number }
  /** Of a console on pipes: standard error, with offsets of its own. */
  | { type: 'errorOutput'; offset: number; bytes: Buffer }
  /** Bytes of input it can take on top of what is left. */
  | { type: 'inputCredit'; bytes: number }

function frame(type: number, payload: Uint8Array): Buffer {
  const bytes = Buffer.alloc(8 + payload.length)
  bytes.writeUInt32LE(type, 0)
  bytes.writeUInt32LE(payload.length, 4)
  bytes.set(payload, 8)
  return bytes
}

/** Offset 0: everything that is kept. Must be the first frame. */
export function attachFrame(offset: number | typeof ATTACH_NEW): Buffer {
  const payload = Buffer.alloc(8)
  payload.writeBigUInt64LE(offset === ATTACH_NEW ? 2n ** 64n - 1n : BigInt(offset))
  return frame(TYPE.attach, payload)
}

/** Any length; long input becomes several frames. */
export function inputFrames(bytes: Uint8Array): Buffer {
  const frames: Buffer[] = []
  for (let at = 0; at < bytes.length; at += FRAME_MAX)
    frames.push(frame(TYPE.input, bytes.subarray(at, at + FRAME_MAX)))
  return Buffer.concat(frames)
}

export function resizeFrame(columns: number, rows: number): Buffer {
  const payload = Buffer.alloc(4)
  payload.writeUInt16LE(columns, 0)
  payload.writeUInt16LE(rows, 2)
  return frame(TYPE.resize, payload)
}

/** Bytes of output the viewer is ready to take, on top of what is left. */
export function creditFrame(bytes: number): Buffer {
  const payload = Buffer.alloc(4)
  payload.writeUInt32LE(bytes)
  return frame(TYPE.credit, payload)
}

/** To a console on pipes: nothing more will be typed. */
export function endInputFrame(): Buffer {
  return frame(TYPE.endInput, Buffer.alloc(0))
}

/** To a console on pipes: a number of signal(7), for all processes of the program. */
export function signalFrame(signal: number): Buffer {
  const payload = Buffer.alloc(4)
  payload.writeUInt32LE(signal)
  return frame(TYPE.signal, payload)
}

export function hangupFrame(): Buffer {
  return frame(TYPE.hangup, Buffer.alloc(0))
}

function parse(type: number, payload: Buffer): ConsoleFrame {
  const u64 = (at: number) => Number(payload.readBigUInt64LE(at))
  if (type === TYPE.hello) return { type: 'hello', first: u64(0), next: u64(8) }
  if (type === TYPE.output) return { type: 'output', offset: u64(0), bytes: payload.subarray(8) }
  if (type === TYPE.lost) return { type: 'lost', from: u64(0), to: u64(8) }
  if (type === TYPE.exit) return { type: 'exit', status: payload.readInt32LE(0) }
  if (type === TYPE.errorOutput) return { type: 'errorOutput', offset: u64(0), bytes: payload.subarray(8) }
  if (type === TYPE.inputCredit) return { type: 'inputCredit', bytes: payload.readUInt32LE(0) }
  throw new RangeError(`unknown console frame ${type}`)
}

/** Puts the frames of a stream together again; throws on what no console sends. */
export class FrameParser {
  #rest: Buffer = Buffer.alloc(0)

  push(chunk: Buffer): ConsoleFrame[] {
    let bytes = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk
    const frames: ConsoleFrame[] = []
    while (bytes.length >= 8) {
      const size = bytes.readUInt32LE(4)
      if (size > FRAME_MAX) throw new RangeError(`console frame of ${size} bytes`)
      if (bytes.length < 8 + size) break
      frames.push(parse(bytes.readUInt32LE(0), bytes.subarray(8, 8 + size)))
      bytes = bytes.subarray(8 + size)
    }
    this.#rest = bytes
    return frames
  }
}
