import { expect, test } from 'vitest'
import type { TrafficState } from './model.ts'
import { monthOf } from './month.ts'
import { nextState } from './next-state.ts'

const day = (at: Date) => at.toISOString().slice(0, 10)

test.each([
  ['2026-01-01T00:00:00Z', 1, '2026-01-01', '2026-02-01'],
  ['2026-01-31T23:59:59Z', 1, '2026-01-01', '2026-02-01'],
  ['2026-01-14T23:59:59Z', 15, '2025-12-15', '2026-01-15'],
  ['2026-01-15T00:00:00Z', 15, '2026-01-15', '2026-02-15'],
  ['2026-12-28T12:00:00Z', 28, '2026-12-28', '2027-01-28'],
  ['2028-02-29T12:00:00Z', 28, '2028-02-28', '2028-03-28'],
])('the month of %s that begins on day %i is from %s up to %s', (at, resetDay, from, until) => {
  const month = monthOf(new Date(at), resetDay)
  expect([day(month.from), day(month.until)]).toEqual([from, until])
})

test.each<[TrafficState, number, TrafficState]>([
  ['fine', 79, 'fine'],
  ['fine', 80, 'warned'],
  ['warned', 76, 'warned'],
  ['warned', 74, 'fine'],
  ['fine', 100, 'exceeded'],
  ['exceeded', 96, 'exceeded'],
  ['exceeded', 94, 'warned'],
  ['exceeded', 0, 'fine'],
])('a guest that was %s and has used %i percent is %s', (before, used, after) => {
  expect(nextState(before, used, 100)).toBe(after)
})

test('what is unmetered is never exceeded', () => {
  expect(nextState('exceeded', 10 ** 15, null)).toBe('fine')
})
