import { msg, type Words } from '@/language/t.ts'
import type { Range } from '@/server/services/sample/model.ts'

export const RANGE_LABEL = {
  hour: msg('Hour'),
  day: msg('Day'),
  week: msg('Week'),
  month: msg('Month'),
  year: msg('Year'),
} as const satisfies Record<Range, Words>

/** "the last 24 hours", in a sentence. */
export const RANGE_WORDS = {
  hour: msg('the last hour'),
  day: msg('the last 24 hours'),
  week: msg('the last 7 days'),
  month: msg('the last month'),
  year: msg('the last year'),
} as const satisfies Record<Range, Words>

/** How often a series is read again: about as often as it has a new point. */
export const RANGE_EVERY_MS = {
  hour: 10_000,
  day: 60_000,
  week: 300_000,
  month: 300_000,
  year: 300_000,
} as const satisfies Record<Range, number>
