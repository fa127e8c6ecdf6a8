import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { buildProgram } from './programs.ts'

const START_MS = 5000
/** Under proc it has one more, slabinfo, which only root may read. */
const FILES = ['cpuinfo', 'diskstats', 'loadavg', 'meminfo', 'stat', 'swaps', 'uptime']
const CPUS = 'sys/devices/system/cpu'

/** A server of its own, which is ended and unmounted by `close`. */
export type Lxcfs = { directory: string; bind(pid: number): void; close(): Promise<void> }

export function hasLxcfs(): boolean {
  return (process.env.PATH ?? '').split(':').some((directory) => existsSync(`${directory}/lxcfs`))
}

/** The one that PATH names, with the load and the CPUs of guests, which it leaves to the host otherwise. */
export async function openLxcfs(directory: string): Promise<Lxcfs> {
  mkdirSync(directory, { recursive: true })
  const args = ['-f', '-l', '--enable-cfs', '-p', `${directory}.pid`, directory]
  const child = spawn('lxcfs', args, { stdio: 'ignore', detached: true })
  const deadlineMs = Date.now() + START_MS
  while (!existsSync(path.join(directory, 'proc/meminfo'))) {
    if (child.exitCode !== null || Date.now() > deadlineMs) throw new Error('lxcfs did not start.')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return {
    directory,
    bind: (pid) => bindFiles(directory, pid),
    close: async () => {
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      await ended
      for (const made of [directory, `${directory}.pid`]) rmSync(made, { recursive: true, force: true })
    },
  }
}

/** As lxc's own hook does: over the files of a running guest. */
function bindFiles(directory: string, pid: number): void {
  const pairs = FILES.flatMap((file) => [`${directory}/proc/${file}`, `/proc/${file}`])
  const cpus = readdirSync(path.join(directory, CPUS)).includes('online') ? [CPUS] : []
  pairs.push(...cpus.flatMap((cpu) => [`${directory}/${cpu}`, `/${cpu}`]))
  execFileSync(buildProgram('bind-into'), [String(pid), ...pairs], { stdio: 'pipe' })
}
