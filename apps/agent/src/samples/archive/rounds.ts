import { zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import type { Engine } from '../../store/engine.ts'
import { packFloats, unpackFloats } from './float-pack.ts'
import type { Layouts } from './layouts.ts'
import { readHeader, withHeader } from './points.ts'

/** Readings of some guests, as they came: column c of entry i is values[c * entries + i]. */
export type Round = {
  subject: 'guest' | 'host'
  /** Milliseconds since the epoch. */
  at: Float64Array
  guest: Int32Array
  values: Float32Array
}

/** The first column: how long the figures held before `at`, in seconds. */
export const SPAN = 'spanSeconds'

export type Entry = { round: Round; index: number; startMs: number; endMs: number }

type Kept = { id: number; round: Round; lastMs: number }

/** The readings of the last hour, in memory and in the store. */
export class Rounds {
  readonly #engine: Engine
  readonly #layouts: Layouts
  readonly #columns: Record<Round['subject'], readonly string[]>
  #kept: Kept[] = []

  constructor(engine: Engine, layouts: Layouts, columns: Record<Round['subject'], readonly string[]>) {
    this.#engine = engine
    this.#layouts = layouts
    this.#columns = columns
    for (const row of engine.all('SELECT id, subject, data FROM round ORDER BY id')) {
      const subject = row.subject === 'host' ? 'host' : 'guest'
      this.#keep(Number(row.id), this.#decode(subject, row.data as Uint8Array))
    }
  }

  /** False: only this process remembers it, since the store cannot. */
  add(round: Round): boolean {
    const layout = this.#layouts.idOf(this.#columns[round.subject])
    const sql = 'INSERT INTO round (subject, data) VALUES (?, ?)'
    const isKept = layout !== null && this.#engine.write([[sql, round.subject, encode(round, layout)]])
    const id = isKept ? Number(this.#engine.all('SELECT max(id) AS id FROM round')[0]?.id) : 0
    this.#keep(id, round)
    return isKept
  }

  /** Of one guest, in the order they came. */
  *of(guest: number): Generator<Entry> {
    for (const { round } of this.#kept) {
      for (
        let index = round.guest.indexOf(guest);
        index >= 0;
        index = round.guest.indexOf(guest, index + 1)
      ) {
        yield entryOf(round, index)
      }
    }
  }

  *all(): Generator<Entry> {
    for (const { round } of this.#kept) {
      for (let index = 0; index < round.guest.length; index++) yield entryOf(round, index)
    }
  }

  /** Forgets those whose last reading is not within these times. */
  prune(fromMs: number, toMs: number): void {
    const isOut = ({ lastMs }: Kept) => lastMs < fromMs || lastMs > toMs
    const out = this.#kept.filter(isOut)
    if (out.length === 0) return
    this.#engine.write(out.map(({ id }) => ['DELETE FROM round WHERE id = ?', id] as const))
    this.#kept = this.#kept.filter((kept) => !isOut(kept))
  }

  #keep(id: number, round: Round): void {
    this.#kept.push({ id, round, lastMs: round.at.at(-1) ?? 0 })
  }

  #decode(subject: Round['subject'], blob: Uint8Array): Round {
    const { layout, count, rest } = readHeader(blob)
    const view = Buffer.from(rest)
    const keysBytes = view.readUInt32LE(0)
    const keys = new Uint8Array(zstdDecompressSync(view.subarray(4, 4 + keysBytes)))
    const kept = unpackFloats(view.subarray(4 + keysBytes), count)
    const names = this.#columns[subject]
    const values = new Float32Array(names.length * count).fill(Number.NaN)
    for (const [to, from] of this.#layouts.columnsOf(layout, names).entries()) {
      if (from >= 0) values.set(kept.subarray(from * count, (from + 1) * count), to * count)
    }
    const at = new Float64Array(keys.buffer, 0, count)
    return { subject, at, guest: new Int32Array(keys.buffer, count * 8, count), values }
  }
}

function entryOf(round: Round, index: number): Entry {
  const endMs = round.at[index] ?? 0
  return { round, index, startMs: endMs - (round.values[index] ?? 0) * 1000, endMs }
}

function encode({ at, guest, values }: Round, layout: number): Uint8Array {
  const keys = zstdCompressSync(Buffer.concat([bytesOf(at), bytesOf(guest)]))
  const size = Buffer.alloc(4)
  size.writeUInt32LE(keys.length)
  const figures = packFloats(values, at.length)
  return withHeader({ layout, count: at.length }, Buffer.concat([size, keys, figures]))
}

function bytesOf(array: Float64Array | Int32Array): Buffer {
  return Buffer.from(array.buffer, array.byteOffset, array.byteLength)
}
