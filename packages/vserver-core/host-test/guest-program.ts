import { execFileSync } from 'node:child_process'
import { copyFileSync, renameSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Scratch } from './scratch.ts'

/** Compiles program/NAME.c, static so that any guest can run it. Returns its path on the host. */
export function compileProgram(scratch: Scratch, name: string): string {
  const source = fileURLToPath(new URL(`program/${name}.c`, import.meta.url))
  const program = path.join(scratch.dataDir, name)
  const flags = ['-std=c17', '-D_GNU_SOURCE', '-O1', '-Wall', '-Wextra', '-Werror', '-static', '-pthread']
  execFileSync('gcc', [...flags, source, '-o', program])
  return program
}

/** Puts a file of the host into the root of a guest. */
export function installProgram(scratch: Scratch, guest: string, program: string): void {
  const upper = path.join(scratch.dataDir, 'storage', 'guests', guest, 'data/1/upper')
  copyFileSync(program, path.join(upper, 'incomplete'))
  renameSync(path.join(upper, 'incomplete'), path.join(upper, path.basename(program)))
}
