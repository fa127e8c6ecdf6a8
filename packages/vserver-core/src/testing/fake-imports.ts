import { createHash } from 'node:crypto'
import { VserverError } from '../errors.ts'
import type { Host } from '../host.ts'
import type { ImportName } from '../template/model.ts'

/** Files that templates can be made from, in memory. */
export class FakeImports {
  readonly files = new Map<ImportName, { content: Buffer; atMs: number }>()
  readonly #now: () => number

  constructor(now: () => number) {
    this.#now = now
  }

  port(): Host['imports'] {
    return {
      list: async () =>
        [...this.files].map(([name, { content, atMs }]) => ({
          name,
          bytes: content.length,
          changedAt: new Date(atMs).toISOString(),
        })),
      receive: async ({ name, content, maxBytes }) => {
        if (this.files.has(name)) throw new VserverError('ALREADY_EXISTS', `There is a file ${name} already.`)
        const chunks: Uint8Array[] = []
        for await (const chunk of content) chunks.push(chunk)
        const bytes = Buffer.concat(chunks)
        if (bytes.length > maxBytes) throw new VserverError('INVALID_INPUT', `${name} is too large.`)
        this.files.set(name, { content: bytes, atMs: this.#now() })
        return { bytes: bytes.length, checksum: createHash('sha256').update(bytes).digest('hex') }
      },
      remove: async (name) => void this.files.delete(name),
    }
  }
}
