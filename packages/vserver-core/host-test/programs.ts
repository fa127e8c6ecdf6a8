import { execFileSync } from 'node:child_process'
import path from 'node:path'

const DIRECTORY = import.meta.dirname

/** Builds the static programs that run in guests; one test file at a time, the others wait and find them made. */
export function buildProgram(name: 'attack' | 'flood' | 'capability' | 'context-capability'): string {
  execFileSync('flock', [DIRECTORY, 'make', '-s', '-j2', '-C', DIRECTORY, `bin/${name}`], { stdio: 'pipe' })
  return path.join(DIRECTORY, 'bin', name)
}
