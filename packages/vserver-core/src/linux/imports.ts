import { createHash, randomBytes } from 'node:crypto'
import { link, lstat, open, readdir, rm } from 'node:fs/promises'
import path from 'node:path'
import { VserverError } from '../errors.ts'
import type { Host } from '../host.ts'
import { ImportName } from '../template/model.ts'
import { fromStorage } from './full-storage.ts'
import { isMissing } from './missing.ts'

type Receive = Host['imports']['receive']
/** No import can have such a name: it starts with a dot. */
const PART = /^\.[0-9a-f]{16}\.part$/

/** DATA/imports, which the broker makes for the agent's group; the agent is the only one that uploads there. */
export async function openImports(directory: string): Promise<Host['imports']> {
  await removeParts(directory)
  const fileOf = (name: ImportName): string => path.join(directory, name)
  return {
    list: async () =>
      (await Promise.all((await namesIn(directory)).map((name) => describe(directory, name)))).flat(),
    receive: async (input) => {
      const part = path.join(directory, `.${randomBytes(8).toString('hex')}.part`)
      try {
        const received = await writePart(part, input)
        await link(part, fileOf(input.name)) // unlike rename(2) it replaces nothing
        return received
      } catch (error) {
        throw toReceiveError(error, input.name)
      } finally {
        await rm(part, { force: true })
      }
    },
    remove: async (name) => rm(fileOf(name), { force: true }),
  }
}

/** Removes what an agent that was killed had received a part of. */
async function removeParts(directory: string): Promise<void> {
  const entries = await readdir(directory).catch((error: unknown) => {
    if (isMissing(error)) return []
    throw error
  })
  for (const entry of entries) if (PART.test(entry)) await rm(path.join(directory, entry), { force: true })
}

async function namesIn(directory: string): Promise<ImportName[]> {
  const entries = await readdir(directory).catch((error: unknown) => {
    if (isMissing(error)) return []
    throw error
  })
  return entries.flatMap((entry) => ImportName.safeParse(entry).data ?? []).sort()
}

async function describe(directory: string, name: ImportName) {
  const status = await lstat(path.join(directory, name)).catch((error: unknown) => {
    if (isMissing(error)) return null
    throw error
  })
  if (!status?.isFile()) return []
  return [{ name, bytes: status.size, changedAt: new Date(Math.round(status.mtimeMs)).toISOString() }]
}

async function writePart(
  part: string,
  { name, content, maxBytes }: Parameters<Receive>[0],
): ReturnType<Receive> {
  const sum = createHash('sha256')
  let bytes = 0
  const handle = await open(part, 'wx', 0o640)
  try {
    for await (const chunk of content) {
      bytes += chunk.byteLength
      if (bytes > maxBytes) throw tooLarge(name, maxBytes)
      sum.update(chunk)
      await handle.writeFile(chunk)
    }
    await handle.sync()
  } finally {
    await handle.close()
  }
  return { bytes, checksum: sum.digest('hex') }
}

function tooLarge(name: ImportName, maxBytes: number): VserverError {
  return new VserverError('INVALID_INPUT', `${name} is larger than ${maxBytes} bytes.`, {
    subject: name,
    hint: 'Copy it into the imports directory on the host instead.',
  })
}

function toReceiveError(error: unknown, name: ImportName): unknown {
  if (!(error instanceof Error) || !('code' in error) || error.code !== 'EEXIST')
    return fromStorage(error, name)
  return new VserverError('ALREADY_EXISTS', `There is a file ${name} already.`, {
    subject: name,
    hint: 'Choose another name or remove the old file.',
    cause: error,
  })
}
