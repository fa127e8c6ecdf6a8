import { expect, test } from 'vitest'
import { availabilityCsv } from './availability-csv.ts'
import { availabilityWords, deliveredWords } from './availability-words.ts'

test('availability is rounded down, and a month in which nothing was wanted has none', () => {
  expect(availabilityWords({ availability: 0.99999 })).toBe('99.99 %')
  expect(availabilityWords({ availability: 1 })).toBe('100.00 %')
  expect(availabilityWords({ availability: null })).toBe('–')
})

test('what was delivered tells the own limit from the host', () => {
  const told = deliveredWords({ cpu: { sold: 7200, used: 60, throttledByCap: 90, throttledByHost: 0 } })
  expect(told).toEqual([
    'It used 1 min 0 s of processor time, of 2 h 0 min that it may use.',
    'Its own limit held it back for 1 min 30 s.',
    'The host gave it all that it asked for within its limit.',
  ])
})

test('the file has one line a month', () => {
  const month = {
    ...{ month: '2026-01', upSeconds: 10, wantedDownSeconds: 1, failedDownSeconds: 2 },
    ...{ availability: null, restarts: 3 },
  }
  expect(availabilityCsv([month]).split('\r\n')[1]).toBe('2026-01,,10,2,1,3')
})
