import { closeSync, openSync, readSync } from 'node:fs'

/** Larger than every counter file of a cgroup. */
const SIZE = 8192

/** One for all: what is read into it is text before anything else is read. */
let shared = Buffer.allocUnsafe(SIZE)

/** A kernel file that is kept open: reading it anew costs one system call and no path walk. */
export class OpenFile {
  readonly #fd: number
  readonly #size: number

  constructor(file: string, size = SIZE) {
    this.#fd = openSync(file, 'r')
    this.#size = size
    if (shared.length < size) shared = Buffer.allocUnsafe(size)
  }

  read(): string {
    const length = readSync(this.#fd, shared, 0, this.#size, 0)
    return shared.toString('latin1', 0, length)
  }

  close(): void {
    closeSync(this.#fd)
  }
}
