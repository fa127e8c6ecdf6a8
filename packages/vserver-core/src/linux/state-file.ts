import { readFile, stat } from 'node:fs/promises'
import { isMissing } from './missing.ts'

export type StateFile = { values: ReadonlyMap<string, string>; changedAtMs: number }

/** Lines of key=value, written by root's programs and replaced by rename. Null when there is none. */
export async function readStateFile(file: string): Promise<StateFile | null> {
  try {
    const [text, { mtimeMs }] = await Promise.all([readFile(file, 'utf8'), stat(file)])
    return { values: parseState(text), changedAtMs: Math.round(mtimeMs) }
  } catch (error) {
    if (isMissing(error)) return null
    throw error
  }
}

export function parseState(text: string): Map<string, string> {
  const values = new Map<string, string>()
  // What follows the last newline is a line that was half written.
  for (const line of text.split('\n').slice(0, -1)) {
    const equals = line.indexOf('=')
    if (equals > 0) values.set(line.slice(0, equals), line.slice(equals + 1))
  }
  return values
}

/** Null when the key is absent or no whole number. */
export function numberIn(values: ReadonlyMap<string, string>, key: string): number | null {
  const text = values.get(key)
  if (text === undefined || !/^-?\d{1,16}$/.test(text)) return null
  return Number(text)
}
