import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { VserverError } from '../errors.ts'
import type { Host } from '../host.ts'
import { TrafficRecord } from '../traffic/model.ts'
import { fromStorage } from './full-storage.ts'
import { ensureDirectory, writeDurably } from './json-file.ts'
import { isMissing } from './missing.ts'

/** Source: random(4), boot_id. */
const BOOT_ID = '/proc/sys/kernel/random/boot_id'

/** One file for all guests: it is written every minute. */
export function linuxTraffic(file: string): Host['traffic'] {
  return {
    read: async () => {
      const text = await readFile(file, 'utf8').catch((error: unknown) => {
        if (isMissing(error)) return '[]'
        throw error
      })
      return parse(file, text)
    },
    write: async (records) => {
      await ensureDirectory(path.dirname(file))
      await writeDurably(file, `${JSON.stringify(records)}\n`).catch((error: unknown) => {
        throw fromStorage(error, 'traffic')
      })
    },
    bootId: async () => (await readFile(BOOT_ID, 'utf8')).trim(),
  }
}

function parse(file: string, text: string): TrafficRecord[] {
  try {
    return z.array(TrafficRecord).parse(JSON.parse(text))
  } catch (error) {
    throw new VserverError('INTERNAL', `The file ${file} cannot be used.`, {
      hint: 'Restore it from a backup, or remove it: what guests have sent and received is then counted anew.',
      cause: error,
    })
  }
}
