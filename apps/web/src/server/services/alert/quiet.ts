import { MINUTE_MS } from '@vserver/core/units'
import type { Quiet } from './model.ts'

const DAY_MINUTES = 24 * 60

/** When the quiet time that holds now is over; now itself when none holds. */
export function afterQuiet(quiet: Quiet | null, now: Date): Date {
  if (!quiet) return now
  const minute = minuteOfDay(now, quiet.timeZone)
  const length = (quiet.until - quiet.from + DAY_MINUTES) % DAY_MINUTES
  const passed = (minute - quiet.from + DAY_MINUTES) % DAY_MINUTES
  if (passed >= length) return now
  const wholeMinute = now.getTime() - (now.getTime() % MINUTE_MS)
  return new Date(wholeMinute + (length - passed) * MINUTE_MS)
}

function minuteOfDay(at: Date, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' }).format(at)
  const [hour, minute] = parts.split(':').map(Number)
  return (hour ?? 0) * 60 + (minute ?? 0)
}
