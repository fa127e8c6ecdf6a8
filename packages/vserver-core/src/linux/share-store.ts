import path from 'node:path'
import type { ShareName } from '../context/model.ts'
import type { Host } from '../host.ts'
import { Share } from '../share/model.ts'
import { fromStorage } from './full-storage.ts'
import { ensureDirectory, readAllJson, removeDurably, writeDurably } from './json-file.ts'

/** One file per area, read once: the agent is their only writer. */
export async function openShareStore(directory: string): Promise<Omit<Host['shares'], 'delete'>> {
  await ensureDirectory(directory)
  const shares = new Map((await readAllJson(directory, Share)).map((share) => [share.name, share]))
  const fileOf = (name: ShareName): string => path.join(directory, `${name}.json`)
  return {
    list: async () => [...shares.values()],
    claim: async (share) => {
      const kept = shares.get(share.name)
      if (kept !== undefined) return kept
      shares.set(share.name, share)
      await writeDurably(fileOf(share.name), `${JSON.stringify(Share.parse(share))}\n`).catch(
        (error: unknown) => {
          shares.delete(share.name)
          throw fromStorage(error, share.name)
        },
      )
      return share
    },
    forget: async (name) => {
      await removeDurably(fileOf(name))
      shares.delete(name)
    },
  }
}
