import { open } from 'node:fs/promises'
import { isMissing } from './missing.ts'

const LOG_CHUNK_BYTES = 64 * 1024

/** Whole lines after `offset` bytes; nothing when there is no log. */
export async function readLog(file: string, offset: number): Promise<{ text: string; offset: number }> {
  const handle = await open(file, 'r').catch((error: unknown) => {
    if (isMissing(error)) return null
    throw error
  })
  if (handle === null) return { text: '', offset: 0 }
  try {
    const { size } = await handle.stat()
    // A log shorter than the offset is that of a new build.
    const from = offset > size ? 0 : offset
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(LOG_CHUNK_BYTES), 0, LOG_CHUNK_BYTES, from)
    return wholeLines(buffer.subarray(0, bytesRead), from)
  } finally {
    await handle.close()
  }
}

/** Cuts behind the last line end, so that no character is torn, unless the chunk is one long line. */
function wholeLines(bytes: Buffer, from: number): { text: string; offset: number } {
  const end = bytes.lastIndexOf(0x0a) + 1
  const length = end === 0 && bytes.length === LOG_CHUNK_BYTES ? bytes.length : end
  return { text: bytes.toString('utf8', 0, length), offset: from + length }
}
