import { readFileSync } from 'node:fs'
import type { Scratch } from '../scratch.ts'
import { patient } from '../slowness.ts'

export type Role = 'keeper' | 'server' | 'sampler'

function stateOf(scratch: Scratch): string {
  return readFileSync(`${scratch.runDir}/proc-state`, 'utf8')
}

/** The number of a process of vs-proc. */
export function processOf(scratch: Scratch, role: Role): number {
  const pid = new RegExp(`^${role}_pid=(\\d+)$`, 'm').exec(stateOf(scratch))?.[1]
  if (pid === undefined) throw new Error(`vs-proc has no ${role}`)
  return Number(pid)
}

function isAlive(pid: number): boolean {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}

/** When another process has taken its place. */
export async function successorOf(scratch: Scratch, role: Role, pid: number): Promise<number> {
  const deadlineMs = Date.now() + patient(10_000)
  for (;;) {
    const found = processOf(scratch, role)
    if (found !== pid && isAlive(found)) return found
    if (Date.now() > deadlineMs) throw new Error(`nobody has replaced the ${role}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

export async function killAndReplace(scratch: Scratch, role: Role): Promise<void> {
  const pid = processOf(scratch, role)
  process.kill(pid, 'SIGKILL')
  await successorOf(scratch, role, pid)
}
