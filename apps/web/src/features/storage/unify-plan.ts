import { t } from '@/language/t.ts'
import type { GuestFilesRow } from '@/server/services/storage/model.ts'
import { formatBytes } from '@/ui/format-bytes.ts'

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
  if (taken.length === 0) return t('No guest is stopped, so there is nothing to do.')
  const count = taken.length
  const freed = formatBytes(bytes)
  if (unpredicted === count)
    return t('{count, plural, one {# guest} other {# guests}}; what it frees is not predicted yet.', {
      count,
    })
  if (unpredicted === 0)
    return t('{count, plural, one {# guest} other {# guests}}, about {freed} freed.', { count, freed })
  return t(
    '{count, plural, one {# guest} other {# guests}}, about {freed} freed; {unpredicted, plural, one {# of them is} other {# of them are}} not predicted yet.',
    { count, freed, unpredicted },
  )
}

export function leftOutWords(running: number): string {
  return t('{running, plural, one {# guest runs and is left out.} other {# guests run and are left out.}}', {
    running,
  })
}

/** When the last guest may be begun, by the minutes of the maintenance window. */
export function windowEnd(minutes: number, now: number): string {
  return new Date(now + minutes * 60_000).toISOString()
}
