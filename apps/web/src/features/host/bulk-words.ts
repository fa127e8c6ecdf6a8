import type { BulkPermit } from '@vserver/core/bulk/model'
import { msg, t, type Words } from '@/language/t.ts'
import type { Tone } from '@/ui/badge.tsx'

export const BULK_LOOK = {
  asked: { label: msg('Waits for root'), tone: 'warn' },
  confirmed: { label: msg('Confirmed, begins within a minute'), tone: 'accent' },
  valid: { label: msg('Valid'), tone: 'good' },
} as const satisfies Record<BulkPermit['state'], { label: Words; tone: Tone }>

/** "stop 50 guests, valid 15 minutes"; once it is used also what is left of it. */
export function bulkWords({ kind, count, left, minutes }: BulkPermit): string {
  return left < count
    ? t(
        '{kind, select, stop {stop} other {delete}} {count, plural, one {# guest} other {# guests}}, {left, number} left, valid {minutes, plural, one {# minute} other {# minutes}}',
        { kind, count, left, minutes },
      )
    : t(
        '{kind, select, stop {stop} other {delete}} {count, plural, one {# guest} other {# guests}}, valid {minutes, plural, one {# minute} other {# minutes}}',
        { kind, count, minutes },
      )
}
