import { existsSync, readFileSync } from 'node:fs'
import { INSTANCE, RUN_DIR } from './instance.ts'

/** What the kernel itself says about a guest of this instance, whatever the panel shows. */
export function memoryLimitOf(hostName: string): number {
  return readLimit(hostName, { v1: 'memory/memory.limit_in_bytes', v2: 'memory.max' })
}

export function processLimitOf(hostName: string): number {
  return readLimit(hostName, { v1: 'pids/pids.max', v2: 'pids.max' })
}

/** On v1 the file is below its controller. */
function readLimit(hostName: string, { v1, v2 }: { v1: string; v2: string }): number {
  const [controller, name] = v1.split('/')
  const files = [
    `/sys/fs/cgroup/${controller}/${INSTANCE}/${hostName}/${name}`,
    `/sys/fs/cgroup/${INSTANCE}/${hostName}/${v2}`,
  ]
  const file = files.find((candidate) => existsSync(candidate))
  if (!file) throw new Error(`The kernel has no ${v2} of ${hostName}.`)
  return Number(readFileSync(file, 'utf8'))
}

export type RunState = Record<string, string>

export function runStateOf(hostName: string): RunState {
  const lines = readFileSync(`${RUN_DIR}/guests/${hostName}/state`, 'utf8').trim().split('\n')
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  )
}

/** Pid 1 of the guest with its start time: the same pair means the same, uninterrupted run. */
export function initOf(hostName: string): string {
  const { pid, pid_start: start } = runStateOf(hostName)
  return identity(pid, start)
}

export function supervisorOf(hostName: string): string {
  const { supervisor_pid: pid, supervisor_start: start } = runStateOf(hostName)
  return identity(pid, start)
}

/** Throws when the process has gone or its number belongs to another one by now. */
function identity(pid: string | undefined, start: string | undefined): string {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ')
  if (fields[19] !== start) throw new Error(`Pid ${pid} is another process by now.`)
  return `${pid}:${start}`
}
