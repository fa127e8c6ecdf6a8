import { packFloats, unpackFloats } from './float-pack.ts'
import type { Layouts } from './layouts.ts'

/** Figures of a time in steps of one length: for each metric, averages and maxima side by side. NaN: not measured. */
export type Points = { count: number; average: Float32Array; maximum: Float32Array }

const HEADER_BYTES = 6

export function emptyPoints(count: number, metrics: number): Points {
  const column = () => new Float32Array(count * metrics).fill(Number.NaN)
  return { count, average: column(), maximum: column() }
}

export function encodePoints({ count, average, maximum }: Points, layout: number): Uint8Array {
  const metrics = average.length / count
  const all = new Float32Array(average.length * 2)
  all.set(average)
  all.set(maximum, average.length)
  return withHeader({ layout, count }, packFloats(all, count, pairsOf(metrics)))
}

/** Columns in the order of `names`, whatever was kept of them. */
export function decodePoints(blob: Uint8Array, layouts: Layouts, names: readonly string[]): Points {
  const { layout, count, rest } = readHeader(blob)
  const kept = layouts.countOf(layout)
  const all = unpackFloats(rest, count, pairsOf(kept))
  const points = emptyPoints(count, names.length)
  for (const [to, from] of layouts.columnsOf(layout, names).entries()) {
    if (from < 0) continue
    points.average.set(all.subarray(from * count, (from + 1) * count), to * count)
    points.maximum.set(all.subarray((kept + from) * count, (kept + from + 1) * count), to * count)
  }
  return points
}

/** A maximum is mostly its average. */
function pairsOf(metrics: number): (column: number) => number | null {
  return (column) => (column < metrics ? null : column - metrics)
}

export function withHeader(
  { layout, count }: { layout: number; count: number },
  rest: Uint8Array,
): Uint8Array {
  const blob = Buffer.alloc(HEADER_BYTES + rest.length)
  blob.writeUInt16LE(layout, 0)
  blob.writeUInt32LE(count, 2)
  blob.set(rest, HEADER_BYTES)
  return blob
}

export function readHeader(blob: Uint8Array): { layout: number; count: number; rest: Uint8Array } {
  const view = Buffer.from(blob.buffer, blob.byteOffset, blob.length)
  const [layout, count] = [view.readUInt16LE(0), view.readUInt32LE(2)]
  return { layout, count, rest: view.subarray(HEADER_BYTES) }
}
