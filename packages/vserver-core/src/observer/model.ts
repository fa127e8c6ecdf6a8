import { FRAME } from '../console/model.ts'

/**
 * What an observer of a console says and hears; the payloads of vs_observe, vs_observing and vs_mark
 * in native/common/protocol-frame.h, each after its type byte. Integers are little endian.
 */
export const OBSERVE = {
  /** The program waits for this observer, for ten seconds at most; then the observer is cut off. */
  lossless: 1,
  /** Marks of what is typed, too. */
  input: 2,
} as const

export type Observing = {
  firstOffset: number
  nextOffset: number
  /** Where the oldest mark kept is, and the one that comes next. */
  firstMark: bigint
  nextMark: bigint
  /** Now, by the clock of the marks: microseconds, of the host. */
  timeUs: number
  columns: number
  rows: number
}

export type Mark = {
  /** Where an observer that comes back goes on. */
  nextMark: bigint
  /** Of the output that came after it. */
  offset: number
  timeUs: number
} & (
  | { kind: 'input'; bytes: Uint8Array }
  /** Typed where the terminal showed nothing of it: a password. The bytes never left the console. */
  | { kind: 'hidden'; count: number }
  | { kind: 'size'; columns: number; rows: number }
  /** Marks before this one were not kept. */
  | { kind: 'lost' }
)

const MARK_KIND = { input: 1, hidden: 2, size: 3, lost: 4 } as const
const OBSERVE_BYTES = 1 + 24
const OBSERVING_BYTES = 1 + 48
const MARK_BYTES = 1 + 32

/** The first frame of an observer. Offset and mark 0 are the oldest kept. */
export function encodeObserve(from: {
  offset: number
  mark: bigint
  flags: number
}): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(OBSERVE_BYTES))
  view.setUint8(0, FRAME.observe)
  view.setBigUint64(1, BigInt(from.offset), true)
  view.setBigUint64(9, from.mark, true)
  view.setUint32(17, from.flags, true)
  return new Uint8Array(view.buffer)
}

/** Null for a frame that is cut short. */
export function decodeObserving(frame: Uint8Array): Observing | null {
  if (frame.length < OBSERVING_BYTES) return null
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength)
  return {
    firstOffset: Number(view.getBigUint64(1, true)),
    nextOffset: Number(view.getBigUint64(9, true)),
    firstMark: view.getBigUint64(17, true),
    nextMark: view.getBigUint64(25, true),
    timeUs: Number(view.getBigUint64(33, true)),
    columns: view.getUint16(41, true),
    rows: view.getUint16(43, true),
  }
}

/** Null for a frame that is cut short or of a kind that this version does not know. */
export function decodeMark(frame: Uint8Array): Mark | null {
  if (frame.length < MARK_BYTES) return null
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength)
  const at = {
    nextMark: view.getBigUint64(1, true),
    offset: Number(view.getBigUint64(9, true)),
    timeUs: Number(view.getBigUint64(17, true)),
  }
  const kind = view.getUint32(25, true)
  const size = frame.length - MARK_BYTES
  if (kind === MARK_KIND.input) return { ...at, kind: 'input', bytes: frame.subarray(MARK_BYTES) }
  if (kind === MARK_KIND.hidden && size >= 4)
    return { ...at, kind: 'hidden', count: view.getUint32(MARK_BYTES, true) }
  if (kind === MARK_KIND.size && size >= 4)
    return {
      ...at,
      kind: 'size',
      columns: view.getUint16(MARK_BYTES, true),
      rows: view.getUint16(MARK_BYTES + 2, true),
    }
  return kind === MARK_KIND.lost ? { ...at, kind: 'lost' } : null
}
