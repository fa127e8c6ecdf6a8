import { expect, test } from 'vitest'
import { chartPoints, summarize, windowStart, windowWords } from './chart-points.ts'
import { aSample } from './testing/guests.ts'

const HOUR = 3_600_000

test('an hour of readings becomes few enough points, with averages', () => {
  const history = Array.from({ length: 1800 }, (_, index) => aSample(index * 2000, { load1: index % 2 }))
  const points = chartPoints(history, 0, HOUR)
  expect(points.length).toBeLessThanOrEqual(240)
  expect(points.length).toBeGreaterThan(200)
  expect(points[3]?.load1).toBeCloseTo(0.5, 0)
})

test('a gap stays a gap', () => {
  const points = chartPoints([aSample(0), aSample(20_000), aSample(120_000)], 0, HOUR)
  expect(points.map((point) => point.load1)).toEqual([0.5, 0.5, null, 0.5])
})

test('readings outside of the hour are left out', () => {
  expect(chartPoints([aSample(10), aSample(HOUR + 20)], 15, HOUR + 15)).toEqual([])
})

test('the summary says now, lowest and highest, or that there is nothing', () => {
  const format = (value: number) => value.toFixed(1)
  const history = [aSample(0, { load1: 0.2 }), aSample(1, { load1: 1.5 }), aSample(2, { load1: 0.9 })]
  expect(summarize('Load', history, 'load1', format)).toBe(
    'Load in the last hour: now 0.9, lowest 0.2, highest 1.5.',
  )
  expect(summarize('Load', [], 'load1', format)).toBe('Load: no readings in the last hour.')
})

test('the charts of a young guest show its few minutes large, those of an old one the last hour', () => {
  expect(windowStart([aSample(0)], 60_000)).toBe(60_000 - 300_000)
  expect(windowStart([aSample(0)], 1_200_000)).toBe(0)
  expect(windowStart([aSample(0)], 3 * HOUR)).toBe(2 * HOUR)
  expect([windowWords([0, 1_200_000]), windowWords([0, HOUR])]).toEqual(['Last 20 minutes', 'Last hour'])
})
