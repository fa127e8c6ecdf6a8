import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { EmbeddedOptions } from './embedded.ts'

const NOBODY = { uid: 65_534, gid: 65_534 }
export const MIGRATIONS = path.join(import.meta.dirname, '../migrations')

/** A directory of the test's own for a server that runs as an ordinary user. */
export function scratchServer(): { options: EmbeddedOptions; remove(): void } {
  const parent = mkdtempSync(path.join(os.tmpdir(), 'vserver-db-test-'))
  chmodSync(parent, 0o755)
  const runAs = process.getuid?.() === 0 ? { runAs: NOBODY } : {}
  return {
    options: { directory: path.join(parent, 'postgres'), ...runAs },
    remove: () => rmSync(parent, { recursive: true, force: true }),
  }
}
