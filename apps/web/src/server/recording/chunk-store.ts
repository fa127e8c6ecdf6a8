import { createReadStream } from 'node:fs'
import { mkdir, open, readdir, rm } from 'node:fs/promises'
import path from 'node:path'
import {
  type Chunk,
  chainHash,
  FIRST_HASH,
  openChunk,
  type Position,
  sealChunk,
  sealedPart,
} from './chunk.ts'

/** Of an open part; a test gives one that fails as a full disk does. */
export type PartFile = {
  write(bytes: Uint8Array): Promise<unknown>
  close(): Promise<void>
}
export type OpenPart = (file: string) => Promise<PartFile>

export type Recorded = { recordingId: string; key: Buffer }

/** What was stored before, for a writer that goes on. */
export type Stored = { position: Position; hash: string; bytes: number; parts: number }

export const NOTHING_STORED: Stored = {
  position: { offset: 0, mark: 0n, seconds: 0 },
  hash: FIRST_HASH,
  bytes: 0,
  parts: 0,
}

/** The sealed files of recordings: a directory for each, a file for each run that wrote to it. */
export class ChunkStore {
  readonly #directory: string
  readonly #openPart: OpenPart

  constructor(directory: string, openPart: OpenPart = openNew) {
    this.#directory = directory
    this.#openPart = openPart
  }

  /** Begins another part; nothing is ever written over. */
  async begin(recorded: Recorded, before: Stored): Promise<ChunkWriter> {
    const directory = this.#pathOf(recorded.recordingId)
    await mkdir(directory, { recursive: true, mode: 0o700 })
    const part = before.parts
    const file = await this.#openPart(path.join(directory, partName(part)))
    return new ChunkWriter(file, { ...recorded, part }, before)
  }

  /** All chunks in order. A part ends at its first torn chunk: there the panel was killed. */
  async *read({ recordingId, key }: Recorded): AsyncGenerator<Chunk & { end: number }> {
    let hash = FIRST_HASH
    let end = 0
    for (const part of await this.#parts(recordingId)) {
      let rest: Buffer = Buffer.alloc(0)
      let counter = 0
      for await (const piece of createReadStream(this.#partPath(recordingId, part))) {
        rest = Buffer.concat([rest, piece])
        for (;;) {
          const found = openChunk(key, { recordingId, part, counter }, { bytes: rest, before: hash })
          if (!found) break
          counter += 1
          hash = found.chunk.hash
          end += found.size
          yield { ...found.chunk, end }
          rest = rest.subarray(found.size)
        }
      }
    }
  }

  async stored(recorded: Recorded): Promise<Stored> {
    const parts = await this.#parts(recorded.recordingId)
    let stored: Stored = { ...NOTHING_STORED, parts: (parts.at(-1) ?? -1) + 1 }
    for await (const { position, hash, end } of this.read(recorded))
      stored = { ...stored, position, hash, bytes: end }
    return stored
  }

  async remove(recordingId: string): Promise<void> {
    await rm(this.#pathOf(recordingId), { recursive: true, force: true })
  }

  /** Ids of all recordings that have files. */
  async list(): Promise<string[]> {
    return listDirectory(this.#directory)
  }

  async #parts(recordingId: string): Promise<number[]> {
    const names = await listDirectory(this.#pathOf(recordingId))
    return names.map(Number).sort((a, b) => a - b)
  }

  #pathOf(recordingId: string): string {
    return path.join(this.#directory, path.basename(recordingId))
  }

  #partPath(recordingId: string, part: number): string {
    return path.join(this.#pathOf(recordingId), partName(part))
  }
}

/** Appends to one part. After a failure nothing more is written: what is torn stays the last. */
export class ChunkWriter {
  readonly #file: PartFile
  readonly #place: Recorded & { part: number }
  #counter = 0
  #stored: Stored

  constructor(file: PartFile, place: Recorded & { part: number }, before: Stored) {
    this.#file = file
    this.#place = place
    this.#stored = { ...before, parts: place.part + 1 }
  }

  get stored(): Stored {
    return this.#stored
  }

  async append(position: Position, text: string): Promise<void> {
    const { key, ...place } = this.#place
    const chunk = sealChunk(key, { ...place, counter: this.#counter }, { position, text })
    this.#counter += 1
    await this.#file.write(chunk)
    const { hash, bytes, parts } = this.#stored
    this.#stored = {
      position,
      hash: chainHash(hash, sealedPart(chunk)),
      bytes: bytes + chunk.length,
      parts,
    }
  }

  close(): Promise<void> {
    return this.#file.close()
  }
}

const PART_DIGITS = 6

function partName(part: number): string {
  return String(part).padStart(PART_DIGITS, '0')
}

/** A short write throws in writeFile, unlike in write: a full disk is never taken for a stored chunk. */
async function openNew(file: string): Promise<PartFile> {
  const handle = await open(file, 'ax', 0o600)
  return { write: (bytes) => handle.writeFile(bytes), close: () => handle.close() }
}

async function listDirectory(directory: string): Promise<string[]> {
  try {
    return await readdir(directory)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}
