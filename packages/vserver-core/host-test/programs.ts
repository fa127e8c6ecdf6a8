import { execFileSync } from 'node:child_process'
import { copyFileSync, renameSync } from 'node:fs'
import path from 'node:path'
import type { Scratch } from './scratch.ts'

const DIRECTORY = import.meta.dirname

/** Builds the static programs that run in guests; one test file at a time, the others wait and find them made. */
export function buildProgram(name: 'attack' | 'flood' | 'capability' | 'context-capability'): string {
  execFileSync('flock', [DIRECTORY, 'make', '-s', '-j2', '-C', DIRECTORY, `bin/${name}`], { stdio: 'pipe' })
  return path.join(DIRECTORY, 'bin', name)
}

/** Puts a program into the root of a guest, whole from its first moment on. */
export function installProgram(scratch: Scratch, guest: string, program: string): void {
  const upper = path.join(scratch.dataDir, 'storage', 'guests', guest, 'upper')
  copyFileSync(program, path.join(upper, 'incomplete'))
  renameSync(path.join(upper, 'incomplete'), path.join(upper, path.basename(program)))
}
