import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'

const STOP_MS = 15_000

export type Child = { pid: number; isAlive(): boolean; stop(): Promise<void> }
type Surroundings = {
  log: string
  env: NodeJS.ProcessEnv
  /** Who it runs as, in the words of setpriv(1); ourselves unless said. */
  privileges?: string[]
}

/**
 * A program that lives no longer than the benchmark: the kernel tells it to end when we are gone without having stopped
 * it. Source: prctl(2), PR_SET_PDEATHSIG.
 */
export function startChild(command: string[], { log, env, privileges = [] }: Surroundings): Child {
  const output = openSync(log, 'a')
  // In one call: the kernel forgets the wish when a process becomes another user.
  const child = spawn('/usr/bin/setpriv', [...privileges, '--pdeathsig', 'TERM', '--', ...command], {
    ...{ env, stdio: ['ignore', output, output] },
  })
  closeSync(output)
  const isAlive = () => child.exitCode === null && child.signalCode === null
  return { pid: child.pid ?? 0, isAlive, stop: () => stop(child, isAlive) }
}

/** It is asked, and ended if it does not heed. */
async function stop(child: ChildProcess, isAlive: () => boolean): Promise<void> {
  if (!isAlive()) return
  const gone = once(child, 'exit')
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS)
  await gone
  clearTimeout(timer)
}
