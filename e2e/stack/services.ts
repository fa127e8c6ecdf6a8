import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { DATA_DIR, LIB_DIR, RUN_DIR } from './instance.ts'

export type ServiceName = 'broker' | 'agent' | 'web'

export function pidOf(service: ServiceName): number {
  return Number(readFileSync(`${RUN_DIR}/${service}.pid`, 'utf8').split(' ')[0])
}

/** kill -9, and gone when it returns. */
export async function killService(service: ServiceName): Promise<void> {
  const pid = pidOf(service)
  process.kill(pid, 'SIGKILL')
  for (let attempt = 0; isRunning(pid); attempt += 1) {
    if (attempt > 200) throw new Error(`The ${service} survived SIGKILL.`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** kill -9 of every program of the instance, supervisors and what they hold included, all at once. */
export async function killEverything(): Promise<void> {
  const pids = [LIB_DIR, RUN_DIR, DATA_DIR].flatMap((part) => processesWith(part)).map(({ pid }) => pid)
  for (const pid of new Set(pids)) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // Its parent has gone before it.
    }
  }
  for (let attempt = 0; pids.some(isRunning); attempt += 1) {
    if (attempt > 500) throw new Error('Some of them survived SIGKILL.')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

export type Process = { pid: number; uid: number; command: string }

/** Every process whose command line contains `part`. */
export function processesWith(part: string): Process[] {
  return readdirSync('/proc').flatMap((name) => {
    const pid = Number(name)
    if (!Number.isInteger(pid) || pid === process.pid) return []
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
      if (!command.includes(part)) return []
      const uid = Number(/^Uid:\s+\d+\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])
      return [{ pid, uid, command }]
    } catch {
      return []
    }
  })
}

/** Programs in `directory` that run, by path; what they call themselves does not count. */
export function runningFrom(directory: string): string[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return []
    try {
      const program = readlinkSync(`/proc/${name}/exe`)
      return program.startsWith(`${directory}/`) ? [program] : []
    } catch {
      return []
    }
  })
}
