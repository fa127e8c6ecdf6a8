import { execFileSync } from 'node:child_process'

/** Runs a program without a shell; throws with what it printed on stderr. */
export function run(program: string, ...args: string[]): string {
  return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
}

/** Like run, but null when the program exits with an error. */
export function tryRun(program: string, ...args: string[]): string | null {
  try {
    return run(program, ...args)
  } catch {
    return null
  }
}
