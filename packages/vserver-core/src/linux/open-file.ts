import { closeSync, openSync, readSync } from 'node:fs'

/** Larger than every counter file of a cgroup. */
const SIZE = 8192

/** A kernel file that is kept open: reading it anew costs one system call and no path walk. */
export class OpenFile {
  readonly #fd: number
  readonly #buffer: Buffer

  constructor(file: string, size = SIZE) {
    this.#fd = openSync(file, 'r')
    this.#buffer = Buffer.allocUnsafe(size)
  }

  read(): string {
    const length = readSync(this.#fd, this.#buffer, 0, this.#buffer.length, 0)
    return this.#buffer.toString('latin1', 0, length)
  }

  close(): void {
    closeSync(this.#fd)
  }
}
