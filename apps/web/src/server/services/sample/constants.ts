import { HOUR_MS } from '@vserver/core/units'

const DAY_MS = 24 * HOUR_MS

/** How far back a reader looks, from now. */
export const RANGE_MS = {
  hour: HOUR_MS,
  day: DAY_MS,
  week: 7 * DAY_MS,
  month: 31 * DAY_MS,
  year: 366 * DAY_MS,
} as const
export const RANGES = ['hour', 'day', 'week', 'month', 'year'] as const
