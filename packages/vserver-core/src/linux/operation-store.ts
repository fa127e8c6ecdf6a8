import { appendFile, readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import type { Host } from '../host.ts'
import { Operation, type OperationId } from '../operation/model.ts'
import { fromStorage } from './full-storage.ts'
import { ensureDirectory, readAllJson, removeDurably, writeDurably } from './json-file.ts'
import { isMissing } from './missing.ts'

/** ID.json is the operation, ID.log its lines. */
export async function openOperationStore(directory: string): Promise<Host['operations']> {
  await ensureDirectory(directory)
  const fileOf = (id: OperationId): string => path.join(directory, `${id}.json`)
  const logOf = (id: OperationId): string => path.join(directory, `${id}.log`)
  return {
    list: () => readAllJson(directory, Operation),
    write: (operation) =>
      writeDurably(fileOf(operation.id), `${JSON.stringify(operation)}\n`).catch((error: unknown) => {
        throw fromStorage(error, operation.subject)
      }),
    appendLog: (id, line) => appendFile(logOf(id), `${line.replaceAll('\n', ' ')}\n`, { mode: 0o600 }),
    readLog: async (id) => {
      const text = await readFile(logOf(id), 'utf8').catch((error: unknown) => {
        if (isMissing(error)) return ''
        throw error
      })
      return text.split('\n').slice(0, -1)
    },
    remove: async (id) => {
      await rm(logOf(id), { force: true })
      await removeDurably(fileOf(id))
    },
  }
}
