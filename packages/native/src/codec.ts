/** One member of a C struct: where it lies and how its bytes become a value. */
export type Field<T> = {
  offset: number
  size: number
  write(bytes: DataView, at: number, value: T): void
  read(bytes: DataView, at: number): T
}

type Fields = Record<string, Field<never> | Field<unknown>>
type ValueOf<F> = F extends Field<infer T> ? T : never
type OptionalKeys<F> = { [K in keyof F]: undefined extends ValueOf<F[K]> ? K : never }[keyof F]

/** A C struct: its size, its members at explicit offsets, and the way to and from an object. */
export type Struct<T> = {
  size: number
  fields: Readonly<Record<string, { offset: number; size: number }>>
  encode(value: T): Uint8Array
  decode(bytes: Uint8Array): T
}
export type StructValue<S> = S extends Struct<infer T> ? T : never

type ValueOfFields<F> = {
  [K in Exclude<keyof F, OptionalKeys<F>>]: ValueOf<F[K]>
} & { [K in OptionalKeys<F>]?: ValueOf<F[K]> }

/** Bytes that no field covers stay 0, as the broker demands of reserved ones. */
export function struct<F extends Fields>(size: number, fields: F): Struct<ValueOfFields<F>> {
  const entries = Object.entries(fields) as [string, Field<unknown>][]
  return {
    size,
    fields,
    encode(value) {
      const bytes = new Uint8Array(size)
      const view = new DataView(bytes.buffer)
      const values = value as Record<string, unknown>
      for (const [name, field] of entries) field.write(view, field.offset, values[name])
      return bytes
    },
    decode(bytes) {
      if (bytes.length !== size) throw new RangeError(`expected ${size} bytes, got ${bytes.length}`)
      const view = new DataView(bytes.buffer, bytes.byteOffset, size)
      return Object.fromEntries(
        entries.map(([name, field]) => [name, field.read(view, field.offset)]),
      ) as ValueOfFields<F>
    },
  }
}

function checked(value: number, minimum: number, maximum: number): number {
  if (Number.isInteger(value) && value >= minimum && value <= maximum) return value
  throw new RangeError(`${value} is not a whole number from ${minimum} to ${maximum}`)
}

export const u16 = (offset: number): Field<number> => ({
  offset,
  size: 2,
  write: (view, at, value) => view.setUint16(at, checked(value, 0, 0xffff), true),
  read: (view, at) => view.getUint16(at, true),
})

export const u32 = (offset: number): Field<number> => ({
  offset,
  size: 4,
  write: (view, at, value) => view.setUint32(at, checked(value, 0, 0xffff_ffff), true),
  read: (view, at) => view.getUint32(at, true),
})

export const i32 = (offset: number): Field<number> => ({
  offset,
  size: 4,
  write: (view, at, value) => view.setInt32(at, checked(value, -0x8000_0000, 0x7fff_ffff), true),
  read: (view, at) => view.getInt32(at, true),
})

/** A 64-bit number that stays within what a double holds exactly. */
export const u64 = (offset: number): Field<number> => ({
  offset,
  size: 8,
  write: (view, at, value) => view.setBigUint64(at, BigInt(checked(value, 0, Number.MAX_SAFE_INTEGER)), true),
  read: (view, at) => Number(view.getBigUint64(at, true)),
})

/** NUL-terminated and NUL-filled. */
export const text = (offset: number, size: number): Field<string> => ({
  offset,
  size,
  write(view, at, value) {
    const bytes = Buffer.from(value)
    if (bytes.length >= size || bytes.includes(0)) throw new RangeError(`text longer than ${size - 1} bytes`)
    new Uint8Array(view.buffer, view.byteOffset + at, size).set(bytes)
  },
  read(view, at) {
    const bytes = Buffer.from(view.buffer, view.byteOffset + at, size)
    const end = bytes.indexOf(0)
    return bytes.toString('utf8', 0, end < 0 ? size : end)
  },
})

/** NUL-separated arguments, ended by an empty one. */
export const argumentList = (offset: number, size: number): Field<readonly string[]> => ({
  offset,
  size,
  write(view, at, value) {
    if (value.some((argument) => argument === '' || argument.includes('\0')))
      throw new RangeError('an argument is empty or contains NUL')
    const bytes = Buffer.from(value.map((argument) => `${argument}\0`).join(''))
    if (bytes.length >= size) throw new RangeError(`arguments longer than ${size - 1} bytes`)
    new Uint8Array(view.buffer, view.byteOffset + at, size).set(bytes)
  },
  read(view, at) {
    const block = Buffer.from(view.buffer, view.byteOffset + at, size).toString()
    const end = block.startsWith('\0') ? 0 : block.indexOf('\0\0')
    return end <= 0 ? [] : block.slice(0, end).split('\0')
  },
})

const INFINITY = 2n ** 64n - 1n
const KEEP = INFINITY - 1n

/** Null is infinity, absent keeps the value. */
export const limitField = (offset: number): Field<number | null | undefined> => ({
  offset,
  size: 8,
  write(view, at, value) {
    if (value === undefined) view.setBigUint64(at, KEEP, true)
    else if (value === null) view.setBigUint64(at, INFINITY, true)
    else u64(at).write(view, at, value)
  },
  read(view, at) {
    const value = view.getBigUint64(at, true)
    return value === INFINITY ? null : value === KEEP ? undefined : Number(value)
  },
})

/** Several structs in a row; those that are left out stay zeros. */
export const repeated = <T>(offset: number, count: number, inner: Struct<T>): Field<readonly T[]> => ({
  offset,
  size: count * inner.size,
  write(view, at, value) {
    if (value.length > count) throw new RangeError(`more than ${count} entries`)
    for (const [index, entry] of value.entries()) {
      const place = view.byteOffset + at + index * inner.size
      new Uint8Array(view.buffer, place, inner.size).set(inner.encode(entry))
    }
  },
  read: (view, at) =>
    Array.from({ length: count }, (_, index) =>
      inner.decode(new Uint8Array(view.buffer, view.byteOffset + at + index * inner.size, inner.size)),
    ),
})

/** A struct within a struct. */
export const nested = <T>(offset: number, inner: Struct<T>): Field<T> => ({
  offset,
  size: inner.size,
  write(view, at, value) {
    new Uint8Array(view.buffer, view.byteOffset + at, inner.size).set(inner.encode(value))
  },
  read: (view, at) => inner.decode(new Uint8Array(view.buffer, view.byteOffset + at, inner.size)),
})

const byte = (view: DataView, at: number): number => view.getUint8(at)

/** An internet address as the wire has it: `bytes` has 4 or 16. */
export type WireAddress = { family: 4 | 6; prefix: number; bytes: readonly number[] }

/** vs_address; null is an entry that is not used. */
export const address = (offset: number): Field<WireAddress | null> => ({
  offset,
  size: 20,
  write(view, at, value) {
    if (value === null) return
    const { family, prefix, bytes } = value
    if (bytes.length !== (family === 4 ? 4 : 16)) throw new RangeError('an address has 4 or 16 bytes')
    view.setUint8(at, family)
    view.setUint8(at + 1, checked(prefix, 0, family === 4 ? 32 : 128))
    for (const [index, value] of bytes.entries()) view.setUint8(at + 4 + index, checked(value, 0, 255))
  },
  read(view, at) {
    const family = byte(view, at)
    if (family !== 4 && family !== 6) return null
    const bytes = Array.from({ length: family === 4 ? 4 : 16 }, (_, index) => byte(view, at + 4 + index))
    return { family, prefix: byte(view, at + 1), bytes }
  },
})

/** Addresses in a row; those that are left out are not used. */
export const addresses = (offset: number, count: number): Field<readonly WireAddress[]> => ({
  offset,
  size: count * 20,
  write(view, at, value) {
    if (value.length > count) throw new RangeError(`more than ${count} addresses`)
    for (const [index, entry] of value.entries()) address(0).write(view, at + index * 20, entry)
  },
  read: (view, at) =>
    Array.from({ length: count }, (_, index) => address(0).read(view, at + index * 20)).filter(
      (entry) => entry !== null,
    ),
})

export const u8 = (offset: number): Field<number> => ({
  offset,
  size: 1,
  write: (view, at, value) => view.setUint8(at, checked(value, 0, 0xff)),
  read: byte,
})
