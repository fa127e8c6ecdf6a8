import { readFileSync } from 'node:fs'

/** A process that cannot be confused with a later one of the same number. */
export type ProcessId = { pid: number; start: string }

/** Field 22 of /proc/PID/stat, or null when there is no such process (a zombie counts as gone). Source: proc(5). */
export function startTime(pid: number): string | null {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')
    return fields[0] === 'Z' ? null : (fields[19] ?? null)
  } catch {
    return null
  }
}

export function isAlive({ pid, start }: ProcessId): boolean {
  return startTime(pid) === start
}

export function signal(target: ProcessId, name: NodeJS.Signals): void {
  if (isAlive(target)) process.kill(target.pid, name)
}

/** Resolves true when the process has gone, false at the deadline. */
export async function waitGone(target: ProcessId, deadlineMs: number): Promise<boolean> {
  const end = Date.now() + deadlineMs
  while (isAlive(target)) {
    if (Date.now() > end) return false
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  return true
}
