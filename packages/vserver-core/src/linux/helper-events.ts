import { unwatchFile, watch, watchFile } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { HelperEvent } from '../event/model.ts'
import type { Host } from '../host.ts'
import { SECOND_MS } from '../units.ts'
import { isMissing } from './missing.ts'
import type { Paths } from './paths.ts'

/** Only where the kernel has no watch left: fs.inotify.max_user_watches, inotify(7). */
const POLL_MS = 5 * SECOND_MS
/** SEQUENCE MILLISECONDS ACTION */
const LINE = /^(\d{1,15}) (\d{1,15}) ([a-z]+)$/
/** Of the year 9999, whose dates still have four digits. */
const LAST_DATE_MS = Date.UTC(9999, 11, 31)

/** Events as the supervisors write them, one line each; a file that has grown large is moved aside once. */
export function linuxHelpers(paths: Paths): Host['helpers'] {
  return {
    read: async (name, afterSeq) => {
      const texts = await Promise.all(paths.guestEvents(name).map(readText))
      return texts.flatMap(parseHelperEvents).filter((event) => event.seq > afterSeq)
    },
    watch: (name, onChange) => {
      try {
        return watchDirectory(paths.guestRun(name), onChange)
      } catch {
        return watchSlowly(paths.guestEvents(name).at(-1) ?? '', onChange)
      }
    },
  }
}

/** The lines that are events; a line that is none is left out, since it says nothing. */
export function parseHelperEvents(text: string): HelperEvent[] {
  return text.split('\n').flatMap((line) => {
    const [, seq, ms, action] = LINE.exec(line) ?? []
    if (seq === undefined) return []
    const atMs = Number(ms)
    const at = atMs <= LAST_DATE_MS ? new Date(atMs).toISOString() : null
    const event = HelperEvent.safeParse({ seq: Number(seq), at, action })
    return event.success ? [event.data] : []
  })
}

function watchDirectory(directory: string, onChange: () => void): () => void {
  const watcher = watch(directory, { persistent: false }, (_event, file) => {
    if (file === null || path.basename(file) === 'events') onChange()
  })
  // The directory went away with its guest.
  watcher.on('error', () => watcher.close())
  return () => watcher.close()
}

function watchSlowly(file: string, onChange: () => void): () => void {
  watchFile(file, { persistent: false, interval: POLL_MS }, onChange)
  return () => unwatchFile(file, onChange)
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (isMissing(error)) return ''
    throw error
  }
}
