/** Compiles bpf/*.bpf.c and writes each as a header of plain numbers; `--check` only compares. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { readObject } from './elf.ts'
import { renderHeader } from './header.ts'

const SOURCES = import.meta.dirname
const HEADERS = path.resolve(SOURCES, '../common/bpf')
// v3 has 32-bit comparisons: shorter code, and the verifier sees more. Source: llvm BPF target, since Linux 5.1.
const FLAGS = ['-O2', '-g0', '-ffreestanding', '-target', 'bpf', '-mcpu=v3', '-Wall', '-Wextra', '-Werror']
// <linux/types.h> leads to <asm/types.h>, which Debian keeps with the machine's own headers.
const MACHINES = ['x86_64-linux-gnu', 'aarch64-linux-gnu'].map((name) => `-I/usr/include/${name}`)

/** E.g. "Debian clang version 14.0.6"; null when there is none. */
export function clangVersion(): string | null {
  const { stdout, status } = spawnSync('clang', ['--version'], { encoding: 'utf8' })
  return status === 0 ? (stdout.split('\n')[0] ?? '') : null
}

export const objectNames = (): string[] =>
  readdirSync(SOURCES)
    .filter((file) => file.endsWith('.bpf.c'))
    .map((file) => file.slice(0, -'.bpf.c'.length))
    .sort()

export const headerOf = (name: string): string => path.join(HEADERS, `${name}.h`)

/** The text of the header of one object. */
export function generate(name: string, version: string): string {
  const directory = mkdtempSync(path.join(tmpdir(), 'vserver-bpf-'))
  try {
    const output = path.join(directory, 'object.o')
    const source = path.join(SOURCES, `${name}.bpf.c`)
    const { status, stderr } = spawnSync('clang', [...FLAGS, ...MACHINES, '-c', source, '-o', output], {
      encoding: 'utf8',
    })
    if (status !== 0) throw new Error(`${name}.bpf.c: ${stderr}`)
    return renderHeader(name, version, readObject(readFileSync(output)))
  } finally {
    rmSync(directory, { recursive: true })
  }
}

if (import.meta.main) {
  const version = clangVersion()
  if (version === null) throw new Error('clang is needed to compile packet and socket programs')
  for (const name of objectNames()) writeFileSync(headerOf(name), generate(name, version))
}
