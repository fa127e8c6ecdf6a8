import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'

/** Of each float's four: the lowest is rounded away, which leaves more than four digits of every figure. */
const BYTES = 3
const ROUND = 0x80
const LEVEL = { params: { [constants.ZSTD_c_compressionLevel]: 3 } }

/**
 * Columns of equal length, small: each figure is told by how its bits differ from those of the one before it (in the
 * column `pairedWith` names: of the one beside it there), and equal bytes come to lie together. Steady figures cost
 * next to nothing then.
 */
export function packFloats(values: Float32Array, length: number, pairedWith = unpaired): Uint8Array {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length).map(rounded)
  const planes = Buffer.alloc(values.length * BYTES)
  const [second, third] = [values.length, 2 * values.length]
  for (let column = 0; column * length < values.length; column++) {
    const start = column * length
    const pair = pairedWith(column)
    let before = 0
    for (let row = 0; row < length; row++) {
      const at = start + row
      const now = bits[at] ?? 0
      const difference = now ^ (pair === null ? before : (bits[pair * length + row] ?? 0))
      before = now
      planes[at] = difference >>> 24
      planes[second + at] = (difference >>> 16) & 0xff
      planes[third + at] = (difference >>> 8) & 0xff
    }
  }
  return zstdCompressSync(planes, LEVEL)
}

/** The same columns, each figure rounded. */
export function unpackFloats(packed: Uint8Array, length: number, pairedWith = unpaired): Float32Array {
  const planes = zstdDecompressSync(packed)
  const count = planes.length / BYTES
  const values = new Float32Array(count)
  const bits = new Uint32Array(values.buffer)
  for (let column = 0; column * length < count; column++) {
    const start = column * length
    const pair = pairedWith(column)
    let before = 0
    for (let row = 0; row < length; row++) {
      const at = start + row
      const high = ((planes[at] ?? 0) << 24) | ((planes[count + at] ?? 0) << 16)
      const difference = high | ((planes[2 * count + at] ?? 0) << 8)
      before = difference ^ (pair === null ? before : (bits[pair * length + row] ?? 0))
      bits[at] = before
    }
  }
  return values
}

function unpaired(_column: number): number | null {
  return null
}

/** To the nearest; NaN stays NaN, since its lowest byte is 0. */
function rounded(bits: number): number {
  return ((bits + ROUND) & ~0xff) >>> 0
}
