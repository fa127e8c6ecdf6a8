import { randomBytes } from 'node:crypto'
import { existsSync, linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'

/** Signs the session cookies. Made at the first start; written beside and linked, so that it is never half there. */
export function readOrCreateSecret(file: string): string {
  if (!existsSync(file)) {
    const part = `${file}.${process.pid}`
    writeFileSync(part, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flush: true })
    try {
      linkSync(part, file)
    } catch (error) {
      if (!existsSync(file)) throw error // else another process was first
    } finally {
      rmSync(part)
    }
  }
  return readFileSync(file, 'utf8').trim()
}
