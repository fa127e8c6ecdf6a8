import { spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { isAlive, type ProcessId, signal, startTime, waitGone } from './process.ts'

const LOG_BYTES_MAX = 16 * 1024 * 1024

export type Service = {
  name: 'broker' | 'agent' | 'web'
  program: string
  args: string[]
  env: Record<string, string>
  pidFile: string
  logFile: string
  /** Appears when the service answers; one that was left behind is removed before the start. */
  socket?: string
  /** Changes whenever the service must be started anew to be up to date. */
  stamp: string
}

type Running = ProcessId & { stamp: string }

/** The running process of a pid file, or null. */
export function findService(pidFile: string): Running | null {
  try {
    const [pid, start, stamp] = readFileSync(pidFile, 'utf8').trim().split(' ')
    const running = { pid: Number(pid), start: start ?? '', stamp: stamp ?? '' }
    return isAlive(running) ? running : null
  } catch {
    return null
  }
}

/** Asks the service to end, insists after the deadline, and removes its pid file. */
export async function stopService(pidFile: string, deadlineMs = 15_000): Promise<boolean> {
  const running = findService(pidFile)
  if (running) {
    signal(running, 'SIGTERM')
    if (!(await waitGone(running, deadlineMs))) {
      signal(running, 'SIGKILL')
      await waitGone(running, 5_000)
    }
  }
  rmSync(pidFile, { force: true })
  return running !== null
}

/** Starts the service unless it runs with the same stamp already. */
export async function ensureService(service: Service): Promise<'unchanged' | 'started' | 'restarted'> {
  const running = findService(service.pidFile)
  if (running?.stamp === service.stamp) return 'unchanged'
  await stopService(service.pidFile)
  startService(service)
  return running ? 'restarted' : 'started'
}

function startService(service: Service): void {
  rotate(service.logFile)
  if (service.socket) rmSync(service.socket, { force: true })
  const log = openSync(service.logFile, 'a', 0o640)
  const child = spawn(service.program, service.args, {
    cwd: '/',
    detached: true,
    env: service.env,
    stdio: ['ignore', log, log],
  })
  closeSync(log)
  child.unref()
  const start = child.pid === undefined ? null : startTime(child.pid)
  if (child.pid === undefined || start === null)
    throw new Error(`The ${service.name} did not start. See ${service.logFile}.`)
  writeFileSync(`${service.pidFile}.new`, `${child.pid} ${start} ${service.stamp}\n`, { mode: 0o644 })
  renameSync(`${service.pidFile}.new`, service.pidFile)
}

/** One older log is kept. */
function rotate(logFile: string): void {
  try {
    if (statSync(logFile).size > LOG_BYTES_MAX) renameSync(logFile, `${logFile}.1`)
  } catch {
    // No log yet.
  }
}

export function tailOfLog(logFile: string, lines = 5): string {
  try {
    return readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-lines).join('\n')
  } catch {
    return ''
  }
}
