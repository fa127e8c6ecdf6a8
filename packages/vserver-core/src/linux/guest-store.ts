import path from 'node:path'
import { VserverError } from '../errors.ts'
import { type GuestName, GuestRecord } from '../guest/model.ts'
import type { Host } from '../host.ts'
import { fromStorage } from './full-storage.ts'
import { ensureDirectory, readAllJson, removeDurably, writeDurably } from './json-file.ts'

/**
 * One file per guest. The agent is their only writer, so they are read once; every change is on disk before it is
 * in memory, and changes run one after another.
 */
export async function openGuestStore(directory: string): Promise<Host['guests']> {
  await ensureDirectory(directory)
  const all = await readAllJson(directory, GuestRecord)
  const records = new Map<GuestName, GuestRecord>(all.map((record) => [record.name, record]))
  const fileOf = (name: GuestName): string => path.join(directory, `${name}.json`)
  let last: Promise<unknown> = Promise.resolve()
  const oneByOne = <T>(act: () => Promise<T>): Promise<T> => {
    const result = last.then(act)
    last = result.catch(() => {})
    return result
  }
  const write = async (record: GuestRecord): Promise<GuestRecord> => {
    const text = `${JSON.stringify(GuestRecord.parse(record), null, 2)}\n`
    await writeDurably(fileOf(record.name), text).catch((error: unknown) => {
      throw fromStorage(error, record.name)
    })
    records.set(record.name, record)
    return record
  }
  return {
    list: async () => [...records.values()],
    read: async (name) => records.get(name) ?? null,
    add: (build) => oneByOne(() => write(build([...records.values()]))),
    update: (name, change) =>
      oneByOne(async () => {
        const before = records.get(name)
        if (before === undefined) {
          throw new VserverError('NOT_FOUND', `There is no guest ${name}.`, { subject: name })
        }
        return write(change(before, [...records.values()]))
      }),
    remove: (name) =>
      oneByOne(async () => {
        await removeDurably(fileOf(name))
        records.delete(name)
      }),
  }
}
