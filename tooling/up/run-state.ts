import { readdirSync, readFileSync } from 'node:fs'
import { isAlive, type ProcessId } from './process.ts'

export type GuestRun = ProcessId & { name: string; initStyle: string }

/** Guests whose pid 1 lives now, from the supervisors' state files. */
export function runningGuests(runDir: string): GuestRun[] {
  return namesIn(`${runDir}/guests`).flatMap((name) => {
    const state = readState(`${runDir}/guests/${name}/state`)
    if (!state) return []
    const run = {
      name,
      pid: Number(state.pid),
      start: state.pid_start ?? '',
      initStyle: state.init_style ?? '',
    }
    return state.state === 'running' && isAlive(run) ? [run] : []
  })
}

/** Template builds under way; their own process ends what they started when it is asked to. */
export function runningBuilds(runDir: string): Array<ProcessId & { id: string }> {
  return namesIn(`${runDir}/templates`).flatMap((id) => {
    const state = readState(`${runDir}/templates/${id}/state`)
    const build = { id, pid: Number(state?.pid), start: state?.pid_start ?? '' }
    return state?.state === 'building' && isAlive(build) ? [build] : []
  })
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory)
  } catch {
    return []
  }
}

function readState(file: string): Record<string, string> | null {
  try {
    const lines = readFileSync(file, 'utf8').trim().split('\n')
    return Object.fromEntries(lines.map((line) => line.split(/=(.*)/s).slice(0, 2) as [string, string]))
  } catch {
    return null
  }
}
