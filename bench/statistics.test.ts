import { expect, test } from 'vitest'
import { pairedRatio, shuffled, summarize } from './statistics.ts'

test('the median of an even count lies between its two middle values', () => {
  expect(summarize([4, 1, 3, 2])).toMatchObject({ median: 2.5, min: 1, count: 4 })
})

test('a ratio is taken round by round, so that drift cancels out', () => {
  expect(pairedRatio([1, 10, 100], [2, 20, 200])).toEqual({ median: 0.5, low: 0.5, high: 0.5 })
})

test('a figure without a reading is refused', () => {
  expect(() => summarize([])).toThrow('nothing was measured')
})

test('shuffled keeps every element once and leaves its input alone', () => {
  const input = [1, 2, 3, 4, 5]
  const orders = new Set(Array.from({ length: 200 }, () => shuffled(input).join('')))
  expect(input).toEqual([1, 2, 3, 4, 5])
  expect([...orders].every((order) => [...order].sort().join('') === '12345')).toBe(true)
  expect(orders.size).toBeGreaterThan(20)
})
