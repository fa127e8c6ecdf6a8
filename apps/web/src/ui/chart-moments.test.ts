import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { momentsFor } from './chart-moments.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const zone = process.env.TZ

/** What formats times keeps the zone it began with, which another test may have used. */
beforeEach(() => vi.resetModules())
afterEach(() => {
  vi.resetModules()
  process.env.TZ = zone
  if (zone === undefined) delete process.env.TZ
})

/** What stands under a chart that ends at this moment of Berlin. */
async function wordsOf(spanMs: number, end: [number, number, number, number, number]): Promise<string[]> {
  process.env.TZ = 'Europe/Berlin'
  const { formatTick } = await import('./format-time.ts')
  const toMs = new Date(...end).getTime()
  return momentsFor([toMs - spanMs, toMs]).map((at) => formatTick(at, spanMs))
}

test('an hour and a day are divided at round times of the clock, whenever they begin', async () => {
  expect(await wordsOf(5 * MINUTE, [2026, 4, 12, 14, 3])).toEqual([
    '13:58',
    '13:59',
    '14:00',
    '14:01',
    '14:02',
    '14:03',
  ])
  expect(await wordsOf(HOUR, [2026, 4, 12, 14, 47])).toEqual([
    '13:50',
    '14:00',
    '14:10',
    '14:20',
    '14:30',
    '14:40',
  ])
  expect(await wordsOf(DAY, [2026, 4, 12, 14, 47])).toEqual(['18:00', '00:00', '06:00', '12:00'])
})

test('a week and a month are divided at midnight, a year at the first of its months', async () => {
  expect(await wordsOf(7 * DAY, [2026, 4, 12, 14, 47])).toEqual(['Thu 7', 'Sat 9', 'Mon 11'])
  expect(await wordsOf(31 * DAY, [2026, 4, 31, 14, 47])).toEqual(['7 May', '14 May', '21 May', '28 May'])
  expect(await wordsOf(366 * DAY, [2026, 4, 12, 14, 47])).toEqual([
    ...['Jul 25', 'Oct 25', 'Jan 26', 'Apr 26'],
  ])
})

test('a night in which the clock is put forward or back has its times once', async () => {
  expect(await wordsOf(6 * HOUR, [2026, 2, 29, 5, 30])).toEqual([
    '23:00',
    '00:00',
    '01:00',
    '03:00',
    '04:00',
    '05:00',
  ])
  expect(await wordsOf(DAY, [2026, 9, 25, 12, 30])).toEqual(['18:00', '00:00', '06:00', '12:00'])
})
