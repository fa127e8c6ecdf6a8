import { UNLIMITED } from '@vserver/core/limit/model'
import { expect, test } from 'vitest'
import { highestOf, ticksFor } from '@/ui/chart-scale.ts'
import { lonelyPoints } from '@/ui/lonely-points.ts'
import { saidSeries } from './chart-spec.ts'
import { MAIN_SPECS } from './guest-specs.ts'
import { domainOf, marksOf, pointsOf, summarize } from './series-points.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const BEGIN = Date.parse('2026-05-12T00:00:00Z')

/** A day in minutes: a whole processor until noon, half of one after that, and nothing known from 8 to 10. */
function aDay(measuredInGap: readonly number[] = []) {
  const at = Array.from({ length: 24 * 60 }, (_, minute) => BEGIN + minute * MINUTE)
  const column = at.map((_, minute) => {
    if (minute >= 8 * 60 && minute < 10 * 60 && !measuredInGap.includes(minute)) return null
    return minute < 12 * 60 ? 1000 : 500
  })
  const columns = { cpuMillicores: column }
  const span = { fromMs: BEGIN, toMs: BEGIN + 24 * HOUR }
  return { stepSeconds: 60, at, average: columns, maximum: columns, ...span }
}

const processor = MAIN_SPECS.find(({ id }) => id === 'processor')
if (!processor) throw new Error('The chart of the processor has gone.')
const series = saidSeries(processor.series)
const format = (value: number) => `${value}`

test('two hours in which nothing was measured are a gap of two hours in the day, and are said', () => {
  const day = aDay()
  const points = pointsOf(day, 'average')
  const missing = points.filter(({ cpuMillicores }) => cpuMillicores === null)
  expect(missing.map(({ at }) => at)).toEqual(day.at.slice(480, 600))
  expect(domainOf(day)).toEqual([BEGIN, BEGIN + 24 * HOUR])
  expect(summarize(day, { title: 'Processor', over: 'the last 24 hours', series, format })).toMatch(
    /Not measured for 2 h 0 min\.$/,
  )
})

test('a minute that was measured within the gap is a point of its own, its neighbours at the edges are none', () => {
  expect(lonelyPoints(pointsOf(aDay(), 'average'), 'cpuMillicores')).toEqual([])
  expect(lonelyPoints(pointsOf(aDay([540]), 'average'), 'cpuMillicores')).toEqual([
    { at: BEGIN + 9 * HOUR, value: 1000 },
  ])
  expect(lonelyPoints(pointsOf(aDay([540, 541]), 'average'), 'cpuMillicores')).toEqual([])
})

test('what was used before the limit was lowered is still within the scale, and the limit is the one of now', () => {
  const limits = processor.limits?.({ ...UNLIMITED, cpuMillicores: 500 }) ?? []
  expect(limits).toEqual([{ value: 500, label: 'limit 0.5 CPU' }])
  const points = pointsOf(aDay(), 'average')
  expect(ticksFor(highestOf(points, series, limits), 'decimal')).toEqual([0, 500, 1000, 1500])
  expect(ticksFor(highestOf(points.slice(12 * 60), series, limits), 'decimal').at(-1)).toBeLessThan(1000)
})

test('hits of a day are marks where they happened, those of one half hour together', () => {
  const hitAt = (hour: number, count: number) => ({ at: BEGIN + hour * HOUR, count })
  const marks = marksOf([hitAt(3, 1), hitAt(15.25, 4), hitAt(15.5, 40), hitAt(25, 9)], domainOf(aDay()))
  expect(marks).toEqual([
    { at: BEGIN + 3 * HOUR, label: '1 hit' },
    { at: BEGIN + 15.375 * HOUR, label: '44 hits' },
  ])
})
