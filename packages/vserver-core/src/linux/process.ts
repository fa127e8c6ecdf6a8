import { readFileSync } from 'node:fs'
import { isGone } from './missing.ts'

export type ProcessStat = { state: string; startTicks: number }

/**
 * Source: proc_pid_stat(5), fields 3 and 22. The name in field 2 may hold blanks and brackets, so fields are counted
 * from the last bracket. Null when there is no such process.
 */
export function readProcess(pid: number): ProcessStat | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    return { state: fields[0] ?? '', startTicks: Number(fields[19]) }
  } catch (error) {
    if (isGone(error)) return null
    throw error
  }
}

/** Never trust a bare pid: it may belong to another process by now. A zombie is as good as gone. */
export function isAlive(pid: number | null, startTicks: number | null): boolean {
  if (pid === null || pid <= 0) return false
  const found = readProcess(pid)
  return found !== null && found.state !== 'Z' && found.startTicks === startTicks
}
