import { execFileSync } from 'node:child_process'
import path from 'node:path'

const DIRECTORY = import.meta.dirname

export type Program =
  | 'address'
  | 'attack'
  | 'disk'
  | 'flood'
  | 'bind-into'
  | 'capability'
  | 'context-capability'
  | 'forge'
  | 'frame'
  | 'kill-at'
  | 'listing'
  | 'load'
  | 'look'
  | 'network'
  | 'packet'
  | 'plant'
  | 'poolize'
  | 'quota'
  | 'read-proc'
  | 'reach'
  | 'sharing'
  | 'statfs'
  | 'stream'
  | 'talk'
  | 'varied-tree'
  | 'simple-quota'

/** Builds the static programs that run in guests; one test file at a time, the others wait and find them made. */
export function buildProgram(name: Program): string {
  execFileSync('flock', [DIRECTORY, 'make', '-s', '-j2', '-C', DIRECTORY, `bin/${name}`], { stdio: 'pipe' })
  return path.join(DIRECTORY, 'bin', name)
}
