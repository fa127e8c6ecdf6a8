import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync } from 'node:fs'
import { pause } from './interrupt.ts'
import { hasProgram } from './peers.ts'

const START_MS = 5000

export type Lxcfs = { directory: string; close(): Promise<void> }

/** A server of its own on a mount point of its own; nothing where it is not installed. */
export async function openLxcfs(directory: string): Promise<Lxcfs | undefined> {
  if (!hasProgram('lxcfs')) {
    console.error('Not installed here, and left out: lxcfs.')
    return undefined
  }
  mkdirSync(directory)
  const args = ['-f', '-l', '--enable-cfs', '-p', `${directory}.pid`, directory]
  const child = spawn('lxcfs', args, { stdio: 'ignore', detached: true })
  const deadline = Date.now() + START_MS
  while (!existsSync(`${directory}/proc/meminfo`)) {
    if (child.exitCode !== null || Date.now() > deadline) throw new Error('lxcfs did not start.')
    await pause(20)
  }
  return {
    directory,
    close: async () => {
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      await ended
    },
  }
}

/** The program that shows files of the host in a running guest. */
export function compileBinder(directory: string): (pid: number, ...args: string[]) => void {
  const program = `${directory}/bind-into`
  const source = `${import.meta.dirname}/../packages/vserver-core/host-test/program/bind-into.c`
  execFileSync('gcc', ['-std=gnu17', '-D_GNU_SOURCE', '-O2', '-static', source, '-o', program])
  return (pid, ...args) => void execFileSync(program, [String(pid), ...args])
}
