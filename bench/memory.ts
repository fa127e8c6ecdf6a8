import { readFileSync } from 'node:fs'

const KERNEL = ['Slab', 'PageTables', 'KernelStack', 'Percpu']

/** Source: proc_meminfo(5). Reclaimable slab counts: an idle guest holds it as long as it runs. */
export function kernelBytes(): number {
  const text = readFileSync('/proc/meminfo', 'utf8')
  return KERNEL.reduce((sum, key) => sum + kilobytes(text, key), 0)
}

/** Mean proportional set size in bytes. Source: proc_pid_smaps(5). */
export function meanPss(pids: number[]): number {
  const sum = pids.reduce(
    (total, pid) => total + kilobytes(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'), 'Pss'),
    0,
  )
  return sum / pids.length
}

export function mountLines(): number {
  return readFileSync('/proc/self/mountinfo', 'utf8').split('\n').length - 1
}

export function kilobytes(text: string, key: string): number {
  return Number(new RegExp(`^${key}: *(\\d+) kB$`, 'm').exec(text)?.[1]) * 1024
}
