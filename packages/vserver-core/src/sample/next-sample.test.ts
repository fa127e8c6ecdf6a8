import { expect, test } from 'vitest'
import { UNLIMITED } from '../limit/model.ts'
import { type GuestCounters, NOTHING_COUNTED } from './counters.ts'
import { Sample } from './model.ts'
import { nextSample } from './next-sample.ts'

const STARTED_MS = 1_000_000
const base = {
  ...NOTHING_COUNTED,
  cpuUsageMicroseconds: 500_000,
  memoryBytes: 7,
  processes: 3,
  activeTasks: 1,
}

/** Seconds after its start, as a reading that was begun at second 0. */
function reading(second: number, change: Partial<GuestCounters> = {}, startedAtMs = STARTED_MS) {
  const atMs = STARTED_MS + second * 1000
  return {
    atMs,
    startedAtMs,
    counters: { ...base, clockMs: 50 + second * 1000, ...change },
    limit: UNLIMITED,
  }
}

const first = nextSample(null, reading(2))

test('the first sample measures from the start of the guest', () => {
  expect(first.sample).toMatchObject({ uptimeSeconds: 2, cpuMillicores: 250, memoryBytes: 7, processes: 3 })
})

test('a host that tells nothing more leaves the rest untold, and the sample is whole', () => {
  expect(Sample.parse(first.sample)).toMatchObject({
    cpuThrottled: null,
    ioReadBytes: null,
    ioPressureFull: null,
  })
})

test('CPU is what was used since the sample before', () => {
  const { sample } = nextSample(first, reading(4, { cpuUsageMicroseconds: 4_500_000 }))
  expect(sample.cpuMillicores).toBe(2000)
  expect(sample.load1).toBeGreaterThan(first.sample.load1)
})

test('a restarted guest begins anew', () => {
  const { sample } = nextSample(first, reading(6, { cpuUsageMicroseconds: 100_000 }, STARTED_MS + 4000))
  expect(sample).toMatchObject({ uptimeSeconds: 2, cpuMillicores: 50, load1: first.sample.load1 })
})

test('a clock that stands still gives no infinite CPU', () => {
  expect(nextSample(null, reading(0)).sample.cpuMillicores).toBe(0)
})

test('setting the clock of the host changes no rate', () => {
  const late = { ...reading(4, { cpuUsageMicroseconds: 4_500_000 }), atMs: STARTED_MS - 3_600_000 }
  expect(nextSample(first, late).sample).toMatchObject({ cpuMillicores: 2000, uptimeSeconds: 0 })
})

test('pressure, faults and disk are what they grew by, and shares end at one', () => {
  const pressure = { cpuSome: 1_000_000, memorySome: 0, memoryFull: 0, ioSome: 9_000_000, ioFull: 500_000 }
  const io = { readBytes: 4096, writeBytes: 0, readOperations: 2, writeOperations: 0 }
  const before = nextSample(first, reading(4, { pressure, io, majorFaults: 5 }))
  const grown = { ...pressure, cpuSome: 1_500_000, ioSome: 99_000_000 }
  const { sample } = nextSample(
    before,
    reading(6, { pressure: grown, io: { ...io, readBytes: 12_288 }, majorFaults: 9 }),
  )
  expect(sample).toMatchObject({
    cpuPressureSome: 0.25,
    memoryPressureSome: 0,
    ioPressureSome: 1,
    ioPressureFull: 0,
    majorFaults: 2,
    ioReadBytes: 4096,
    ioWriteBytes: 0,
  })
})

test('counters of a new guest began at nothing', () => {
  const pressure = { cpuSome: 500_000, memorySome: 0, memoryFull: 0, ioSome: 0, ioFull: 0 }
  expect(nextSample(null, reading(2, { pressure, majorFaults: 4 })).sample).toMatchObject({
    cpuPressureSome: 0.25,
    majorFaults: 2,
  })
})

test.each([
  ['one task on one processor', { throttledPeriods: 20, throttledMicroseconds: 1_000_000 }, 0.5],
  ['tasks on two processors', { throttledPeriods: 20, throttledMicroseconds: 3_000_000 }, 1],
  ['a period now and then', { throttledPeriods: 2, throttledMicroseconds: 3_000_000 }, 0.1],
])('time that its cap held it back is never more than the time: %s', (_, held, share) => {
  const cap = (more: typeof held) => ({ cpuCap: { periods: 20, ...more } })
  const before = nextSample(first, reading(4, cap({ throttledPeriods: 0, throttledMicroseconds: 0 })))
  expect(nextSample(before, reading(6, cap(held))).sample.cpuThrottled).toBeCloseTo(share, 5)
})
