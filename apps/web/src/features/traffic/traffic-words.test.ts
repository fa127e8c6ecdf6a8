import { expect, test } from 'vitest'
import type { TrafficView } from '@/server/services/traffic/model.ts'
import {
  barShares,
  beyondWords,
  monthSummary,
  monthWords,
  trafficAlarm,
  trafficCsv,
} from './traffic-words.ts'

const GIB = 1024 ** 3
const VIEW: TrafficView = {
  month: {
    from: '2026-11-05',
    until: '2026-12-05',
    inBytes: 100 * GIB,
    outBytes: 212 * GIB,
    quotaBytes: 1024 * GIB,
  },
  state: 'fine',
  action: null,
  plan: { quotaBytes: 1024 * GIB, resetDay: 5, action: 'throttle', throttleBits: 1_000_000 },
  days: [],
  months: [],
  bookedAt: null,
}
const unmetered = { ...VIEW, month: { ...VIEW.month, quotaBytes: null } }

test('the month is told with its use, its quota and the day it begins anew', () => {
  expect(monthSummary(VIEW)).toBe('312 GiB of 1 TiB used since 5 Nov; begins anew on 5 Dec')
  expect(monthSummary(unmetered)).toBe('312 GiB used since 5 Nov; begins anew on 5 Dec')
  expect(monthWords('2026-11-01')).toBe('Nov 2026')
  expect(monthWords('2026-11-05')).toBe('Nov 2026, from 5 Nov')
})

test('what comes beyond the quota is told before it comes', () => {
  expect(beyondWords(VIEW)).toMatch('slowed to 1 Mbit/s')
  expect(beyondWords({ ...VIEW, plan: { ...VIEW.plan, action: 'suspend' } })).toMatch('stopped')
  expect(beyondWords(unmetered)).toBeNull()
})

test('what was done to a guest for its traffic is an alarm that says how it ends', () => {
  expect(trafficAlarm(VIEW)).toBeNull()
  expect(trafficAlarm({ ...VIEW, state: 'warned' })).toMatchObject({ tone: 'warn' })
  expect(trafficAlarm({ ...VIEW, state: 'exceeded', action: 'throttle' })?.words).toMatch(
    /1 Mbit\/s until 5 Dec/,
  )
  expect(trafficAlarm({ ...VIEW, state: 'exceeded', action: 'suspend' })?.words).toMatch(
    'stays stopped until 5 Dec',
  )
  expect(trafficAlarm({ ...VIEW, state: 'exceeded' })).toMatchObject({ tone: 'bad' })
})

test('months go out as CSV in bytes', () => {
  expect(trafficCsv([{ from: '2026-10-01', inBytes: 1, outBytes: 2 }])).toBe(
    'month_from,received_bytes,sent_bytes,total_bytes\r\n2026-10-01,1,2,3\r\n',
  )
})

test('the largest month is the highest bar, and a small one is still seen', () => {
  const month = (bytes: number) => ({ inBytes: bytes, outBytes: 0 })
  expect(barShares([month(0), month(1), month(500), month(1000)])).toEqual([0, 0.02, 0.5, 1])
  expect(barShares([month(0)])).toEqual([0])
})
