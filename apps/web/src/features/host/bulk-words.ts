import type { BulkPermit } from '@vserver/core/bulk/model'
import type { Tone } from '@/ui/badge.tsx'
import { formatCount } from '@/ui/format-cpu.ts'

export const BULK_LOOK = {
  asked: { label: 'Waits for root', tone: 'warn' },
  confirmed: { label: 'Confirmed, begins within a minute', tone: 'accent' },
  valid: { label: 'Valid', tone: 'good' },
} as const satisfies Record<BulkPermit['state'], { label: string; tone: Tone }>

/** "stop 50 guests, valid 15 minutes"; once it is used also what is left of it. */
export function bulkWords({ kind, count, left, minutes }: BulkPermit): string {
  const guests = count === 1 ? 'guest' : 'guests'
  const valid = `valid ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}`
  const used = left < count ? `, ${formatCount(left)} left` : ''
  return `${kind} ${formatCount(count)} ${guests}${used}, ${valid}`
}
