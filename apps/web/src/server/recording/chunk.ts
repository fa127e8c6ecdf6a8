import { createCipheriv, createDecipheriv, createHash, hkdfSync } from 'node:crypto'
import { deflateRawSync, inflateRawSync } from 'node:zlib'

const CIPHER = 'aes-256-gcm'
const NONCE_BYTES = 12
const TAG_BYTES = 16
const SIZE_BYTES = 4
const POSITION_BYTES = 24
/** Beyond it a chunk is no chunk of ours. */
const MAX_CHUNK_BYTES = 8 * 1024 * 1024

/** How far a recording is: what was stored up to here need not be asked for again. */
export type Position = {
  /** Of the console's output. */
  offset: number
  /** Of the console's marks. */
  mark: bigint
  /** Since the recording began. */
  seconds: number
}

export type Chunk = { position: Position; text: string; hash: string }

/**
 * Where a chunk stands. A part is what one run of the panel wrote, and has a key of its own: after a crash the
 * next run may number its chunks from zero without ever using a nonce twice under one key.
 */
export type Place = { recordingId: string; part: number; counter: number }

/** The hash of nothing; each chunk's hash is over the one before it, so that the last speaks for all. */
export const FIRST_HASH = ''

/** u32 size, then the sealed text with its position: deflated, AES-256-GCM, the nonce is the chunk's number. */
export function sealChunk(key: Buffer, place: Place, { position, text }: Omit<Chunk, 'hash'>): Buffer {
  const head = Buffer.alloc(POSITION_BYTES)
  head.writeBigUInt64LE(BigInt(position.offset), 0)
  head.writeBigUInt64LE(position.mark, 8)
  head.writeDoubleLE(position.seconds, 16)
  const plain = deflateRawSync(Buffer.concat([head, Buffer.from(text)]))
  const cipher = createCipheriv(CIPHER, partKey(key, place), nonceOf(place), { authTagLength: TAG_BYTES })
  cipher.setAAD(aadOf(place))
  const sealed = Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()])
  const size = Buffer.alloc(SIZE_BYTES)
  size.writeUInt32LE(sealed.length)
  return Buffer.concat([size, sealed])
}

/** The chunk at the start of `bytes` and how long it is; null when it is torn or was changed. */
export function openChunk(
  key: Buffer,
  place: Place,
  { bytes, before }: { bytes: Buffer; before: string },
): { chunk: Chunk; size: number } | null {
  if (bytes.length < SIZE_BYTES) return null
  const size = bytes.readUInt32LE(0)
  const sealed = bytes.subarray(SIZE_BYTES, SIZE_BYTES + size)
  if (size > MAX_CHUNK_BYTES || size < TAG_BYTES || sealed.length < size) return null
  const plain = unseal(key, place, sealed)
  if (!plain) return null
  const position = {
    offset: Number(plain.readBigUInt64LE(0)),
    mark: plain.readBigUInt64LE(8),
    seconds: plain.readDoubleLE(16),
  }
  const text = plain.subarray(POSITION_BYTES).toString('utf8')
  return { chunk: { position, text, hash: chainHash(before, sealed) }, size: SIZE_BYTES + size }
}

export function chainHash(before: string, sealed: Uint8Array): string {
  return createHash('sha256').update(before).update(sealed).digest('hex')
}

/** What sealChunk() made, without its size. */
export function sealedPart(chunk: Buffer): Buffer {
  return chunk.subarray(SIZE_BYTES)
}

function unseal(key: Buffer, place: Place, sealed: Buffer): Buffer | null {
  try {
    const decipher = createDecipheriv(CIPHER, partKey(key, place), nonceOf(place), {
      authTagLength: TAG_BYTES,
    })
    decipher.setAAD(aadOf(place))
    decipher.setAuthTag(sealed.subarray(-TAG_BYTES))
    return inflateRawSync(Buffer.concat([decipher.update(sealed.subarray(0, -TAG_BYTES)), decipher.final()]))
  } catch {
    return null
  }
}

function partKey(key: Buffer, { part }: Place): Buffer {
  return Buffer.from(hkdfSync('sha256', key, '', `vserver recording part ${part}`, 32))
}

function nonceOf({ counter }: Place): Buffer {
  const nonce = Buffer.alloc(NONCE_BYTES)
  nonce.writeBigUInt64BE(BigInt(counter), NONCE_BYTES - 8)
  return nonce
}

/** A chunk that was moved to another place, part or recording does not open there. */
function aadOf({ recordingId, part, counter }: Place): Buffer {
  return Buffer.from(`${recordingId}/${part}/${counter}`)
}
