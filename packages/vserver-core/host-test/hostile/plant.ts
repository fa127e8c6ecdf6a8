import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { upperOf } from '../own-program.ts'
import type { Scratch } from '../scratch.ts'

const MODE = 0o600

/** A directory of the host that links of a guest lead to; nobody may look into it or change it. */
export class Canary {
  readonly directory: string
  readonly #before: string

  constructor(scratch: Scratch) {
    this.directory = path.join(scratch.dataDir, 'outside')
    mkdirSync(this.directory, { mode: 0o700, recursive: true })
    // Whatever is looked for below a directory that was swapped for a link is there.
    for (const name of ['pts', 'shm', 'mqueue', 'lock', 'fs', 'sys'])
      mkdirSync(path.join(this.directory, name), { recursive: true })
    for (const name of ['hostname', 'init', 'sh', 'console', 'kcore', 'ptmx'])
      writeFileSync(path.join(this.directory, name), 'of the host', { mode: MODE })
    this.#before = this.#portrait()
  }

  get file(): string {
    return path.join(this.directory, 'hostname')
  }

  #portrait(): string {
    const entries = readdirSync(this.directory, { recursive: true, withFileTypes: true })
    const lines = entries.map((entry) => {
      const full = path.join(entry.parentPath, entry.name)
      const { mode, uid, gid, mtimeMs } = lstatSync(full)
      return [full, mode, uid, gid, mtimeMs, entry.isFile() ? readFileSync(full, 'utf8') : ''].join(' ')
    })
    return lines.sort().join('\n')
  }

  get untouched(): boolean {
    return this.#portrait() === this.#before
  }
}

const UP = '../'.repeat(16)

/** What a guest may have put in place of a file or directory, by name. */
export const OBJECTS: Record<string, (at: string, canary: Canary) => void> = {
  'a symlink to a directory of the host': (at, canary) => symlinkSync(canary.directory, at),
  'a symlink that climbs': (at, canary) => symlinkSync(`${UP}${canary.directory}`, at),
  'a symlink to a file of the host': (at, canary) => symlinkSync(`${UP}${canary.file}`, at),
  'a symlink to itself': (at) => symlinkSync(path.basename(at), at),
  'a magic link': (at) => symlinkSync('/proc/self/root', at),
  'a FIFO': (at) => execFileSync('mkfifo', [at]),
  'a device': (at) => execFileSync('mknod', [at, 'c', '1', '3']),
  'a block device': (at) => execFileSync('mknod', [at, 'b', '7', '0']),
  'a socket': (at) =>
    execFileSync('python3', [
      '-c',
      'import socket, sys; socket.socket(socket.AF_UNIX).bind(sys.argv[1])',
      at,
    ]),
  'a file': (at) => writeFileSync(at, 'x', { mode: 0o644 }),
  // overlayfs.rst, "whiteouts and opaque directories".
  'nothing at all': (at) => execFileSync('mknod', [at, 'c', '0', '0']),
}

/** Replaces a path of a stopped guest; its parents become directories of its own. */
export function plant(scratch: Scratch, guest: string, place: string, object: string, canary: Canary): void {
  const at = path.join(upperOf(scratch, guest), place)
  mkdirSync(path.dirname(at), { recursive: true, mode: 0o755 })
  OBJECTS[object]?.(at, canary)
}

/** Takes everything away that the guest had of its own. */
export function clearUpper(scratch: Scratch, guest: string): void {
  const upper = upperOf(scratch, guest)
  for (const name of existsSync(upper) ? readdirSync(upper) : [])
    rmSync(path.join(upper, name), { recursive: true, force: true })
  chmodSync(upper, 0o755)
}
