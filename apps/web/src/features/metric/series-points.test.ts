import { expect, test } from 'vitest'
import type { SeriesView } from '@/server/services/sample/model.ts'
import { domainOf, figuresOf, marksOf, pointsOf, seriesCsv, summarize } from './series-points.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

function aSeries(values: (number | null)[], change: Partial<SeriesView> = {}): SeriesView {
  return {
    stepSeconds: 600,
    at: values.map((_, index) => index * 10 * MINUTE),
    average: { load1: values },
    maximum: { load1: values.map((value) => (value === null ? null : value * 2)) },
    ...{ fromMs: 0, toMs: values.length * 10 * MINUTE },
    ...change,
  }
}
const told = {
  title: 'Load',
  over: 'the last hour',
  series: [{ key: 'load1', label: '1 min', tone: 'accent' as const }],
  format: (value: number) => value.toFixed(1),
}

test('a gap stays a gap, in the average as in the maximum', () => {
  const series = aSeries([1, null, 3])
  expect(pointsOf(series, 'average').map((point) => point.load1)).toEqual([1, null, 3])
  expect(pointsOf(series, 'maximum').map((point) => point.load1)).toEqual([2, null, 6])
})

test('an hour begins at the first reading, a day shows all of itself', () => {
  const young = aSeries([null, null, null, 1, 2, 3])
  expect(domainOf(young)).toEqual([30 * MINUTE, HOUR])
  expect(domainOf(aSeries([null, null, null, null, null, null]))).toEqual([HOUR - 5 * MINUTE, HOUR])
  expect(domainOf({ ...young, toMs: 24 * HOUR })).toEqual([0, 24 * HOUR])
})

test('the summary says now, average, highest and when, and how long nothing was measured', () => {
  const words = summarize(aSeries([1, null, 3, 2, null]), told)
  expect(words).toMatch(
    /^Load in the last hour\. now 2\.0, average 2\.0, highest 6\.0 on .*\. Not measured for 10 min 0 s\.$/,
  )
  expect(summarize(aSeries([null, null]), told)).toBe('Load in the last hour: nothing was measured.')
})

test('the highest is the highest reading, not the highest average', () => {
  const series = { ...aSeries([5, 1]), maximum: { load1: [6, 9] } }
  expect(figuresOf(series, 'load1')).toEqual({ now: 1, average: 3, highest: 9, highestAt: 10 * MINUTE })
})

test('the file has a line for each moment with average and maximum, and nothing where there is a gap', () => {
  expect(seriesCsv(aSeries([1.5, null]), ['load1', 'load5'])).toBe(
    [
      'at,load1_average,load1_maximum,load5_average,load5_maximum',
      '1970-01-01T00:00:00.000Z,1.5,3,,',
      '1970-01-01T00:10:00.000Z,,,,',
      '',
    ].join('\r\n'),
  )
})

test('hits close together are one mark, those outside of the range none', () => {
  const hits = [
    { at: 1, count: 2 },
    { at: 2, count: 3 },
    { at: HOUR - 1, count: 1 },
    { at: 2 * HOUR, count: 1 },
  ]
  const marks = marksOf(hits, [0, HOUR])
  expect(marks).toEqual([
    { at: 1.5, label: '5 hits' },
    { at: HOUR - 1, label: '1 hit' },
  ])
})
