import { expect, test } from 'vitest'
import { nextSample } from './next-sample.ts'

const STARTED_MS = 1_000_000
const counters = { cpuUsageMicroseconds: 500_000, memoryBytes: 7, processes: 3, activeTasks: 1 }
const first = nextSample(null, { atMs: STARTED_MS + 2000, startedAtMs: STARTED_MS, counters })

test('the first sample measures from the start of the guest', () => {
  expect(first).toMatchObject({ uptimeSeconds: 2, cpuMillicores: 250, memoryBytes: 7, processes: 3 })
})

test('CPU is what was used since the sample before', () => {
  const next = nextSample(first, {
    atMs: STARTED_MS + 4000,
    startedAtMs: STARTED_MS,
    counters: { ...counters, cpuUsageMicroseconds: 4_500_000 },
  })
  expect(next.cpuMillicores).toBe(2000)
  expect(next.load1).toBeGreaterThan(first.load1)
})

test('a restarted guest begins anew', () => {
  const restarted = nextSample(first, {
    atMs: STARTED_MS + 6000,
    startedAtMs: STARTED_MS + 4000,
    counters: { ...counters, cpuUsageMicroseconds: 100_000 },
  })
  expect(restarted).toMatchObject({ uptimeSeconds: 2, cpuMillicores: 50, load1: first.load1 })
})

test('a clock that stands still gives no infinite CPU', () => {
  const same = nextSample(null, { atMs: STARTED_MS, startedAtMs: STARTED_MS, counters })
  expect(same.cpuMillicores).toBe(0)
})
