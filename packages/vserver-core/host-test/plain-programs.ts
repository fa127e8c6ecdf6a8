import { copyFileSync, mkdirSync, readdirSync } from 'node:fs'
import path from 'node:path'

const PROGRAMS = path.resolve(import.meta.dirname, '../../native/bin')

/** The programs without vs-proc: guests see the kernel's own figures, which are the host's. */
export function copyPlainPrograms(directory: string): string {
  mkdirSync(directory, { mode: 0o755 })
  for (const name of readdirSync(PROGRAMS).filter((program) => program !== 'vs-proc'))
    copyFileSync(path.join(PROGRAMS, name), path.join(directory, name))
  return directory
}
