import { constants } from 'node:fs'
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import type { z } from 'zod'
import { VserverError } from '../errors.ts'
import { isMissing } from './missing.ts'

/** Writes a file so that after a power cut it is there as before or as now, never half. */
export async function writeDurably(file: string, text: string): Promise<void> {
  const temporary = `${file}.tmp`
  const handle = await open(temporary, 'w', 0o600)
  try {
    await handle.writeFile(text)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(temporary, file)
  await syncDirectory(path.dirname(file))
}

export async function removeDurably(file: string): Promise<void> {
  await rm(file, { force: true })
  await syncDirectory(path.dirname(file))
}

/** Makes the directory when it is missing; open to its owner only. */
export async function ensureDirectory(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 })
}

/** Every NAME.json of a directory. A file that cannot be read is a fault to be mended, never left out. */
export async function readAllJson<T extends z.ZodType>(directory: string, schema: T): Promise<z.infer<T>[]> {
  const entries = await readdir(directory).catch((error: unknown) => {
    if (isMissing(error)) return []
    throw error
  })
  const files = entries.filter((entry) => entry.endsWith('.json')).map((entry) => path.join(directory, entry))
  const read = await Promise.allSettled(files.map((file) => readJson(file, schema)))
  const faults = read.flatMap((result) => (result.status === 'rejected' ? [messageOf(result.reason)] : []))
  if (faults.length > 0) {
    throw new VserverError('INTERNAL', faults.join(' '), {
      hint: 'Restore each file from a backup or move it away, then start the agent again.',
    })
  }
  return read.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
}

async function readJson<T extends z.ZodType>(file: string, schema: T): Promise<z.infer<T>> {
  try {
    return schema.parse(JSON.parse(await readFile(file, 'utf8')))
  } catch (error) {
    throw new Error(`The file ${file} cannot be used: ${messageOf(error).replaceAll(/\s+/g, ' ')}.`, {
      cause: error,
    })
  }
}

async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, constants.O_RDONLY | constants.O_DIRECTORY)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
