import path from 'node:path'
import { z } from 'zod'
import type { Host } from '../host.ts'
import { TemplateName } from '../template/model.ts'
import { fromStorage } from './full-storage.ts'
import { ensureDirectory, readAllJson, writeDurably } from './json-file.ts'

const LastVersion = z.strictObject({ name: TemplateName, version: z.number().int().positive() })

/** The last version of each template, so that the number of a deleted one is not given again. */
export async function openVersionStore(
  directory: string,
): Promise<Pick<Host['templates'], 'lastVersion' | 'noteVersion'>> {
  await ensureDirectory(directory)
  const last = new Map(
    (await readAllJson(directory, LastVersion)).map(({ name, version }) => [name, version]),
  )
  return {
    lastVersion: async (name) => last.get(name) ?? 0,
    noteVersion: async (name, version) => {
      const text = `${JSON.stringify({ name, version })}\n`
      await writeDurably(path.join(directory, `${name}.json`), text).catch((error: unknown) => {
        throw fromStorage(error, name)
      })
      last.set(name, version)
    },
  }
}
