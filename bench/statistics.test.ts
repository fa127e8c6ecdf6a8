import { expect, test } from 'vitest'
import { pairedRatio, summarize } from './statistics.ts'

test('the median of an even count lies between its two middle values', () => {
  expect(summarize([4, 1, 3, 2])).toMatchObject({ median: 2.5, min: 1, count: 4 })
})

test('a ratio is taken round by round, so that drift cancels out', () => {
  expect(pairedRatio([1, 10, 100], [2, 20, 200])).toEqual({ median: 0.5, low: 0.5, high: 0.5 })
})

test('a figure without a reading is refused', () => {
  expect(() => summarize([])).toThrow('nothing was measured')
})
