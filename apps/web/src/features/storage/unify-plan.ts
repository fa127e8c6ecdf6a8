import type { GuestFilesRow } from '@/server/services/storage/model.ts'
import { formatBytes } from '@/ui/format-bytes.ts'
import { formatCount } from '@/ui/format-cpu.ts'

type Row = Pick<GuestFilesRow, 'isStopped' | 'predictedBytes'>

/** Which guests a run would take, and what it is predicted to free. */
export function unifyPlan<Its extends Row>(guests: readonly Its[], stopRunning: boolean) {
  const taken = guests.filter((row) => row.isStopped || stopRunning)
  const predicted = taken.flatMap(({ predictedBytes }) => (predictedBytes === null ? [] : [predictedBytes]))
  return {
    taken,
    bytes: predicted.reduce((sum, bytes) => sum + bytes, 0),
    unpredicted: taken.length - predicted.length,
    running: guests.filter((row) => !row.isStopped).length,
  }
}

/** "3 guests, about 512 MiB freed; 2 of them are not predicted yet" */
export function planWords({ taken, bytes, unpredicted }: ReturnType<typeof unifyPlan>): string {
  if (taken.length === 0) return 'No guest is stopped, so there is nothing to do.'
  const guests = `${formatCount(taken.length)} ${taken.length === 1 ? 'guest' : 'guests'}`
  if (unpredicted === taken.length) return `${guests}; what it frees is not predicted yet.`
  const freed = `${guests}, about ${formatBytes(bytes)} freed`
  if (unpredicted === 0) return `${freed}.`
  return `${freed}; ${formatCount(unpredicted)} of them ${unpredicted === 1 ? 'is' : 'are'} not predicted yet.`
}

export function leftOutWords(running: number): string {
  return running === 1
    ? '1 guest runs and is left out.'
    : `${formatCount(running)} guests run and are left out.`
}

/** When the last guest may be begun, by the minutes of the maintenance window. */
export function windowEnd(minutes: number, now: number): string {
  return new Date(now + minutes * 60_000).toISOString()
}
