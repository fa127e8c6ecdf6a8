import type { MetricRange } from '@vserver/core/metric/model'
import { HOUR_MS, MINUTE_MS } from '@vserver/core/units'
import { expect, onTestFinished, test } from 'vitest'
import { Engine } from '../../store/engine.ts'
import { MIGRATIONS } from '../../store/migrations.ts'
import { figuresOf } from '../figures.ts'
import { COLUMNS, HOST, SampleArchive } from './sample-archive.ts'

const DAY_MS = 24 * HOUR_MS
/** A whole multiple of four days. */
const T0 = 5200 * 4 * DAY_MS
const WEB = 1

type Reading = { at: number; span?: number; guest?: number } & Record<string, number | undefined>

function opened() {
  const engine = new Engine({ file: ':memory:', migrations: MIGRATIONS, tell: () => {} })
  onTestFinished(() => engine.close())
  engine.write([
    ['INSERT INTO guest (id, name, created_at) VALUES (1, ?, ?)', 'web1', 'then'],
    ['INSERT INTO guest (id, name, created_at) VALUES (2, ?, ?)', 'web2', 'then'],
  ])
  let archive = new SampleArchive(engine)
  const add = (...readings: Reading[]) => archive.add(roundOf('guest', readings))
  const range = (range: Partial<MetricRange>, nowMs: number, guest = WEB) =>
    archive.range(guest, { fromMs: 0, toMs: nowMs, points: 2000, ...range }, nowMs)
  return {
    engine,
    add,
    range,
    archive: () => archive,
    rows: (level: number) =>
      Number(engine.all('SELECT count(*) AS n FROM chunk WHERE level = ?', level)[0]?.n),
    /** Another agent over the same file. */
    restart: () => {
      archive = new SampleArchive(engine)
    },
    /** A reading each minute, whose memory is the number of the minute, with the care that time makes due. */
    live: (fromMs: number, toMs: number, everyMs = MINUTE_MS) => {
      for (let atMs = fromMs + everyMs; atMs <= toMs; atMs += everyMs) {
        add({ at: atMs, span: everyMs / 1000, memoryBytes: (atMs - everyMs - T0) / MINUTE_MS })
        const isAfterHour = atMs % HOUR_MS > MINUTE_MS && (atMs - everyMs) % HOUR_MS <= MINUTE_MS
        if (isAfterHour) archive.maintain(atMs)
      }
    },
  }
}

function roundOf(subject: 'guest' | 'host', readings: Reading[]) {
  const rows = readings.map(({ at: _, span = 10, guest: __, ...figures }) => ({
    sample: Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, value ?? null])),
    seconds: span,
  }))
  return {
    subject,
    at: Float64Array.from(readings, ({ at }) => at),
    guest: Int32Array.from(readings, ({ guest = WEB }) => guest),
    values: figuresOf(rows, COLUMNS[subject]),
  }
}

test('readings of the last hour come back as they were, and where there were none is a gap', () => {
  const { add, range } = opened()
  add({ at: T0 + 10_000, memoryBytes: 5, load1: 0.25 }, { at: T0 + 10_000, guest: 2, memoryBytes: 7 })
  add({ at: T0 + 20_000, memoryBytes: 6 })
  add({ at: T0 + 50_000, memoryBytes: 9 })
  const series = range({ fromMs: T0, points: 7 }, T0 + 60_000)
  expect(series.stepSeconds).toBe(10)
  expect(series.at).toEqual([0, 10, 20, 30, 40, 50].map((second) => T0 + second * 1000))
  expect(series.average.memoryBytes).toEqual([5, 6, null, null, 9, null])
  expect(series.average.load1).toEqual([0.25, null, null, null, null, null])
  expect(series.average.swapBytes).toEqual([null, null, null, null, null, null])
})

test('readings every two and every ten seconds weigh by their time', () => {
  const { add, range } = opened()
  for (const second of [2, 4, 6, 8, 10]) add({ at: T0 + second * 1000, span: 2, memoryBytes: 100 })
  add({ at: T0 + 20_000, span: 10, memoryBytes: 200 })
  const series = range({ fromMs: T0, points: 10 }, T0 + 180_000)
  expect(series.stepSeconds).toBe(20)
  expect(series.average.memoryBytes?.slice(0, 2)).toEqual([150, null])
  expect(series.maximum.memoryBytes?.[0]).toBe(200)
})

test('after an hour minutes are kept, with averages and maxima', () => {
  const { archive, add, range, rows } = opened()
  for (let second = 10; second <= 3600; second += 10) {
    add({ at: T0 + second * 1000, memoryBytes: second % 60 === 0 ? 61 : 1 })
  }
  archive().maintain(T0 + HOUR_MS)
  expect(rows(MINUTE_MS)).toBe(0)
  archive().maintain(T0 + HOUR_MS + 2 * MINUTE_MS)
  expect(rows(MINUTE_MS)).toBe(1)
  archive().maintain(T0 + 3 * HOUR_MS)
  const series = range({ fromMs: T0 }, T0 + 3 * HOUR_MS)
  expect(series.stepSeconds).toBe(60)
  expect(series.average.memoryBytes?.slice(0, 61)).toEqual([...new Array(60).fill(11), null])
  expect(series.maximum.memoryBytes?.[7]).toBe(61)
})

test('a range is told from where each part of it is kept, also by the next agent', () => {
  const { live, range, restart } = opened()
  live(T0, T0 + 9 * HOUR_MS + 30 * MINUTE_MS)
  const nowMs = T0 + 9 * HOUR_MS + 30 * MINUTE_MS
  const told = () => range({ fromMs: T0 + HOUR_MS, metrics: ['memoryBytes'] }, nowMs).average
  const minutes = Array.from({ length: 8.5 * 60 }, (_, minute) => 60 + minute)
  expect(told()).toEqual({ memoryBytes: minutes })
  restart()
  expect(told()).toEqual({ memoryBytes: minutes })
})

test('hours are kept for two years, minutes for a week, and what is older goes', () => {
  const { live, archive, range, rows } = opened()
  const end = T0 + 10 * DAY_MS
  live(T0, end, 20 * MINUTE_MS)
  // Two times four days are hours; minutes go back a week.
  expect(rows(HOUR_MS)).toBe(2)
  expect(rows(MINUTE_MS)).toBeLessThanOrEqual(7 * 24 + 2)
  expect(rows(MINUTE_MS)).toBeGreaterThanOrEqual(7 * 24)
  const series = range({ fromMs: T0, metrics: ['memoryBytes'] }, end)
  expect(series.stepSeconds).toBe(3600)
  expect(series.average.memoryBytes?.slice(0, 240)).toEqual(
    Array.from({ length: 240 }, (_, hour) => hour * 60 + 20),
  )
  expect(series.maximum.memoryBytes?.[100]).toBe(100 * 60 + 40)
  const later = T0 + 740 * DAY_MS
  for (let call = 0; call < 4; call++) archive().maintain(later + call * HOUR_MS)
  expect(rows(HOUR_MS)).toBeLessThanOrEqual(1)
}, 60_000)

test('a guest that was deleted and came back under its name has nothing of before', () => {
  const { live, engine, range, archive } = opened()
  live(T0, T0 + 2 * HOUR_MS)
  engine.write([['DELETE FROM guest WHERE id = 1']])
  live(T0 + 2 * HOUR_MS, T0 + 3 * HOUR_MS)
  archive().maintain(T0 + 3 * HOUR_MS + 2 * MINUTE_MS)
  expect(Number(engine.all('SELECT count(*) AS n FROM chunk')[0]?.n)).toBe(0)
  expect(range({ fromMs: T0 }, T0 + HOUR_MS, 3).average.memoryBytes?.every((value) => value === null)).toBe(
    true,
  )
})

test('a clock that is set back loses nothing and doubles nothing', () => {
  const { live, archive, range } = opened()
  live(T0, T0 + 2 * HOUR_MS + 10 * MINUTE_MS)
  // Back by half an hour, into an hour that is written.
  live(T0 + HOUR_MS + 40 * MINUTE_MS, T0 + 4 * HOUR_MS)
  archive().maintain(T0 + 4 * HOUR_MS + 2 * MINUTE_MS)
  const { average } = range({ fromMs: T0, metrics: ['memoryBytes'] }, T0 + 4 * HOUR_MS + 2 * MINUTE_MS)
  expect(average.memoryBytes?.slice(0, 240)).toEqual(Array.from({ length: 240 }, (_, minute) => minute))
})

test('readings of a clock that was years ahead do not stay', () => {
  const { live, add, archive, engine } = opened()
  add({ at: T0 + 4000 * DAY_MS, memoryBytes: 1 })
  live(T0, T0 + 2 * HOUR_MS)
  archive().maintain(T0 + 2 * HOUR_MS + 2 * MINUTE_MS)
  archive().maintain(T0 + 3 * HOUR_MS)
  const latest = engine.all('SELECT max(start) AS latest FROM chunk')[0]?.latest
  expect(Number(latest)).toBeLessThan(T0 + 4 * HOUR_MS)
})

test('figures that an older agent kept are told, those it did not know are gaps', () => {
  const { live, engine, range, archive, restart } = opened()
  live(T0, T0 + 2 * HOUR_MS + 5 * MINUTE_MS)
  const names = (row: Record<string, unknown>) => String(row.names).replace('load1 load5', 'load5 load1')
  for (const row of engine.all('SELECT id, names FROM layout')) {
    engine.write([
      [
        'UPDATE layout SET names = ? WHERE id = ?',
        names(row).replace('swapBytes', 'unknown'),
        Number(row.id),
      ],
    ])
  }
  restart()
  const { average } = range({ fromMs: T0 - HOUR_MS }, T0 + 2 * HOUR_MS + 5 * MINUTE_MS)
  expect(average.memoryBytes?.slice(60, 63)).toEqual([0, 1, 2])
  archive().maintain(T0 + 3 * HOUR_MS + 2 * MINUTE_MS)
  expect(average.swapBytes?.every((value) => value === null)).toBe(true)
})

test('the host has samples of its own', () => {
  const { archive, range } = opened()
  archive().add(roundOf('host', [{ at: T0 + 10_000, guest: HOST, guestsRunning: 4, load1: 2 }]))
  const { average } = range({ fromMs: T0, points: 20 }, T0 + 20_000, HOST)
  expect(average.guestsRunning?.filter((value) => value !== null)).toEqual([4, 4, 4, 4, 4])
  expect(Object.keys(average)).not.toContain('sockets')
})

test('there are never more points than were asked for', () => {
  const { range } = opened()
  const nowMs = T0 + 700 * DAY_MS
  for (const [back, points] of [
    [HOUR_MS, 360],
    [HOUR_MS / 2, 10],
    [DAY_MS, 360],
    [7 * DAY_MS, 100],
    [365 * DAY_MS, 360],
    [700 * DAY_MS, 2000],
  ] as const) {
    for (const shift of [0, 1, 1234, 59_999]) {
      const series = range({ fromMs: nowMs - back + shift, toMs: nowMs, points }, nowMs)
      expect(series.at.length).toBeLessThanOrEqual(points)
      expect(series.at.length).toBeGreaterThan(points / 3)
      expect(series.at[0]).toBeLessThanOrEqual(nowMs - back + shift)
      expect(series.average.load1).toHaveLength(series.at.length)
    }
  }
})
