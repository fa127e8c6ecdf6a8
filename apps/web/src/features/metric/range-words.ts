import type { Range } from '@/server/services/sample/model.ts'

export const RANGE_LABEL = {
  hour: 'Hour',
  day: 'Day',
  week: 'Week',
  month: 'Month',
  year: 'Year',
} as const satisfies Record<Range, string>

/** "the last 24 hours", in a sentence. */
export const RANGE_WORDS = {
  hour: 'the last hour',
  day: 'the last 24 hours',
  week: 'the last 7 days',
  month: 'the last month',
  year: 'the last year',
} as const satisfies Record<Range, string>

/** How often a series is read again: about as often as it has a new point. */
export const RANGE_EVERY_MS = {
  hour: 10_000,
  day: 60_000,
  week: 300_000,
  month: 300_000,
  year: 300_000,
} as const satisfies Record<Range, number>
