import { expect, test } from 'vitest'
import type { HIT_RESOURCES, Hit } from '../hit/model.ts'
import { type Limit, UNLIMITED } from '../limit/model.ts'
import type { GuestMetric, HostMetric, MetricSeries } from '../metric/model.ts'
import { MIB } from '../units.ts'
import { cpusOf } from './cpus-of.ts'
import { explain } from './explain.ts'
import type { SlowCause, Verdict } from './model.ts'

const STEP = 10
const COUNT = 30
const FROM = 1_000_000_000

type Figures<Metric extends string> = Partial<Record<Metric, number | (number | null)[] | null>>

function series(figures: Figures<string>): MetricSeries {
  const at = Array.from({ length: COUNT }, (_, index) => FROM + index * STEP * 1000)
  const columns = Object.entries(figures).map(([metric, value]) => [
    metric,
    at.map((_, index) => (Array.isArray(value) ? (value[index] ?? null) : (value ?? null))),
  ])
  return { stepSeconds: STEP, at, average: Object.fromEntries(columns), maximum: {} }
}

/** A guest that does a little and waits for nothing. */
const SOUND: Figures<GuestMetric> = {
  ...{ cpuMillicores: 120, cpuThrottled: 0.01, cpuPressureSome: 0.02, memoryBytes: 60 * MIB },
  ...{ memoryPressureSome: 0, ioPressureSome: 0.01, ioReadBytes: 1000, ioWriteBytes: 5000 },
  ...{ ioReadOperations: 1, ioWriteOperations: 2, diskBytes: 100 * MIB, inodes: 1000, processes: 12 },
  ...{ networkOut4Bytes: 1000, networkOut6Bytes: 0, networkIn4Bytes: 1000, networkIn6Bytes: 0 },
  ...{ networkDropped: 0, majorFaults: 0 },
}
const QUIET: Figures<HostMetric> = {
  ...{ cpuMillicores: 400, memoryPressureSome: 0, ioPressureSome: 0.01 },
  ...{ ioReadBytes: 2000, ioWriteBytes: 9000, ioReadOperations: 2, ioWriteOperations: 4 },
}
const LIMIT: Limit = {
  ...UNLIMITED,
  ...{ cpuMillicores: 500, memoryBytes: 256 * MIB, processes: 64, diskBytes: 1024 * MIB, inodes: 50_000 },
  ...{ diskReadBps: 4 * MIB, diskWriteBps: 4 * MIB, diskReadIops: 200, networkOutBits: 8_000_000 },
}

type Case = {
  guest?: Figures<GuestMetric>
  host?: Figures<HostMetric>
  hits?: readonly Hit[]
  limit?: Partial<Limit>
}

function verdict({ guest = {}, host = {}, hits = [], limit = {} }: Case): Verdict {
  return explain({
    ...{ fromMs: FROM, toMs: FROM + COUNT * STEP * 1000, cpus: 2, hits },
    ...{ guest: series({ ...SOUND, ...guest }), host: series({ ...QUIET, ...host }) },
    limit: { ...LIMIT, ...limit },
  })
}

function hit(
  resource: (typeof HIT_RESOURCES)[number],
  effect: Hit['effect'],
  change: Partial<Hit> = {},
): Hit {
  const rest = { id: 1, name: 'web1', at: FROM + 55_000, count: 1, limit: null, processes: [] }
  return { ...rest, resource, effect, ...change }
}

/** The first so many of the steps one way, the rest the other. */
const first = (count: number, value: number | null, rest: number | null) =>
  Array.from({ length: COUNT }, (_, index) => (index < count ? value : rest))

const CASES: [string, SlowCause, Case][] = [
  ['a guest that waits for nothing', 'nothing', {}],
  [
    'its own rate of CPU',
    'cpuCap',
    { guest: { cpuMillicores: 500, cpuThrottled: 0.6, cpuPressureSome: 0.65 } },
  ],
  [
    'all CPUs of the host, used by itself',
    'cpuCap',
    { guest: { cpuMillicores: 1990, cpuThrottled: 0, cpuPressureSome: 0.9 }, limit: { cpuMillicores: null } },
  ],
  [
    'throttling that nobody notices',
    'nothing',
    { guest: { cpuMillicores: 300, cpuThrottled: 0.06, cpuPressureSome: 0.06 } },
  ],
  [
    'neighbours that take the CPU',
    'neighbourCpu',
    { guest: { cpuMillicores: 200, cpuThrottled: 0, cpuPressureSome: 0.7 }, host: { cpuMillicores: 2000 } },
  ],
  [
    'neighbours, where its rate explains less',
    'neighbourCpu',
    {
      guest: { cpuMillicores: 150, cpuThrottled: 0.12, cpuPressureSome: 0.8 },
      host: { cpuMillicores: 2000 },
    },
  ],
  [
    'a rate that is used up, if late, on a busy host',
    'cpuCap',
    {
      guest: { cpuMillicores: 460, cpuThrottled: 0.05, cpuPressureSome: 0.5 },
      host: { cpuMillicores: 2000 },
    },
  ],
  [
    'memory at its limit',
    'memoryCap',
    { guest: { memoryBytes: 250 * MIB, memoryPressureSome: 0.5, ioPressureSome: 0.6, majorFaults: 900 } },
  ],
  [
    'memory whose file pages are read again and again',
    'memoryCap',
    {
      guest: {
        ...{ memoryBytes: 90 * MIB, memoryAnonBytes: 80 * MIB, memoryFileBytes: 165 * MIB },
        ...{ memoryPressureSome: 0.3, ioPressureSome: 0.35, ioReadBytes: 3.9 * MIB },
      },
    },
  ],
  [
    'programs whose pages are read again and again',
    'memoryCap',
    {
      guest: {
        ...{ memoryAnonBytes: 120 * MIB, memoryFileBytes: 130 * MIB, majorFaults: 4000 },
        ...{ memoryPressureSome: 0.04, ioPressureSome: 0.4, ioReadBytes: 3 * MIB },
      },
    },
  ],
  ['one process that was killed for memory', 'memoryCap', { hits: [hit('memory', 'killed')] }],
  [
    'a page cache that fills the memory',
    'nothing',
    { guest: { memoryFileBytes: 200 * MIB }, hits: [hit('memory', 'reclaimed', { count: 5000 })] },
  ],
  [
    'memory above its soft limit',
    'memorySoft',
    { guest: { memoryBytes: 130 * MIB, memoryPressureSome: 0.4 }, limit: { memoryHighBytes: 128 * MIB } },
  ],
  [
    'memory that the host is short of',
    'hostMemory',
    { guest: { memoryPressureSome: 0.3 }, host: { memoryPressureSome: 0.4 } },
  ],
  [
    'a disk at the limit of bytes',
    'diskSpeed',
    { guest: { ioPressureSome: 0.9, ioReadBytes: 4 * MIB }, host: { ioReadBytes: 90 * MIB } },
  ],
  [
    'a disk at the limit of operations',
    'diskSpeed',
    { guest: { ioPressureSome: 0.8, ioReadBytes: 0.8 * MIB, ioReadOperations: 195 } },
  ],
  [
    'a disk that it keeps busy alone',
    'diskSpeed',
    {
      guest: { ioPressureSome: 0.9, ioReadBytes: 80 * MIB, ioReadOperations: 900 },
      host: { ioReadBytes: 82 * MIB, ioReadOperations: 910 },
      limit: { diskReadBps: null, diskWriteBps: null, diskReadIops: null },
    },
  ],
  [
    'neighbours that keep the disk busy',
    'neighbourDisk',
    { guest: { ioPressureSome: 0.5, ioReadBytes: 200_000 }, host: { ioReadBytes: 300 * MIB } },
  ],
  [
    'a busy disk that it does not wait for',
    'nothing',
    { host: { ioReadBytes: 300 * MIB, ioPressureSome: 0.9 } },
  ],
  ['a full disk', 'diskFull', { guest: { diskBytes: 1023 * MIB } }],
  ['a disk without inodes', 'diskFull', { guest: { inodes: 50_000 } }],
  ['a disk that is nearly full', 'nothing', { guest: { diskBytes: 990 * MIB } }],
  ['its rate to the network', 'networkCap', { guest: { networkOut4Bytes: 980_000 } }],
  [
    'a network that drops, which halves TCP',
    'networkCap',
    { guest: { networkOut4Bytes: 600_000, networkDropped: 3 } },
  ],
  ['a few packets dropped long ago', 'nothing', { guest: { networkDropped: 0.1 } }],
  ['forks that were refused', 'processes', { hits: [hit('processes', 'refused', { count: 14 })] }],
  [
    'gaps in what was measured',
    'unknownGap',
    { guest: { cpuMillicores: first(8, 120, null), memoryBytes: first(8, MIB, null) } },
  ],
]

test.each(CASES)('%s: %s', (_, cause, given) => {
  expect(verdict(given).cause).toBe(cause)
})

test('of two causes the heavier is named, and the other too', () => {
  const both = verdict({
    guest: {
      ...{ cpuMillicores: 500, cpuThrottled: first(10, 0.5, 0), cpuPressureSome: first(10, 0.5, 0) },
      ...{ ioPressureSome: 0.9, ioReadBytes: 4 * MIB },
    },
  })
  expect(both).toMatchObject({ cause: 'diskSpeed', share: 1, also: ['cpuCap'] })
})

test('a cause has the share of the time in which it held, and its figures of that time', () => {
  const third = verdict({
    guest: { cpuMillicores: first(10, 500, 20), cpuThrottled: first(10, 0.6, 0), cpuPressureSome: 0 },
  })
  expect(third.share).toBeCloseTo(1 / 3)
  expect(third.evidence).toContainEqual({
    metric: 'cpuThrottled',
    value: expect.closeTo(0.6),
    threshold: 0.1,
  })
  expect(third.evidence).toContainEqual({ metric: 'cpuMillicores', value: 500, threshold: 500 })
})

test('forks are refused for as long as the guest is at its limit, though hits are told now and then', () => {
  const hits = [hit('processes', 'refused', { count: 500 })]
  expect(verdict({ hits, guest: { processes: first(20, 64, 12) } }).share).toBeCloseTo(2 / 3)
  expect(verdict({ guest: { processes: 64 } }).cause).toBe('nothing')
})

test('hits are evidence', () => {
  const { evidence } = verdict({ hits: [hit('processes', 'refused', { count: 14 })] })
  expect(evidence).toContainEqual({ metric: 'hits', value: 14, threshold: null })
})

test('waiting for memory is not counted as the disk again', () => {
  const thrashing = { memoryBytes: 250 * MIB, memoryPressureSome: 0.5, ioPressureSome: 0.55 }
  expect(verdict({ guest: thrashing }).also).toEqual([])
})

test('waiting for memory that the host is short of is not counted as the disk again', () => {
  const guest = { memoryPressureSome: 0.3, ioPressureSome: 0.35, ioReadBytes: 3 * MIB }
  const host = { memoryPressureSome: 0.4, ioReadBytes: 90 * MIB }
  expect(verdict({ guest, host })).toMatchObject({ cause: 'hostMemory', also: [] })
  expect(verdict({ guest, host: { ...host, memoryPressureSome: 0.01 } }).cause).toBe('neighbourDisk')
})

test('what was measured before a gap is still told', () => {
  const gap = verdict({
    guest: { cpuMillicores: first(8, 500, null), cpuThrottled: 0.6, memoryBytes: first(8, MIB, null) },
  })
  expect(gap).toMatchObject({ cause: 'unknownGap', also: ['cpuCap'] })
  expect(gap.share).toBeCloseTo(22 / 30)
})

test('nothing at all measured is a gap', () => {
  const nothing = Object.fromEntries(Object.keys(SOUND).map((metric) => [metric, null]))
  expect(verdict({ guest: nothing })).toMatchObject({ cause: 'unknownGap', share: 1, also: [], evidence: [] })
})

test('a host whose figures are unknown is not blamed for its disk', () => {
  const host = Object.fromEntries(Object.keys(QUIET).map((metric) => [metric, null]))
  expect(verdict({ guest: { ioPressureSome: 0.6 }, host }).cause).toBe('diskSpeed')
})

test('advice replays the hits against larger limits', () => {
  const hits = [
    hit('cpu', 'throttled', { count: 13, at: FROM + 5_000 }),
    hit('cpu', 'throttled', { count: 1, at: FROM + 15_000 }),
  ]
  const { advice } = verdict({
    hits,
    guest: { cpuMillicores: first(2, 500, 20), cpuThrottled: [0.2, 0.6], cpuPressureSome: 0 },
  })
  expect(advice).toEqual([
    { limit: 'cpuMillicores', from: 500, to: 650, hits: 14, hitsAvoided: 13 },
    { limit: 'cpuMillicores', from: 500, to: 1500, hits: 14, hitsAvoided: 14 },
  ])
})

test('advice without hits counts the time that was lost', () => {
  const { advice } = verdict({ guest: { ioPressureSome: 0.5, ioReadBytes: 4 * MIB } })
  expect(advice).toEqual([
    { limit: 'diskReadBps', from: 4 * MIB, to: 8 * MIB, hits: COUNT, hitsAvoided: COUNT },
  ])
})

test('no limit is advised where none would help', () => {
  const { advice } = verdict({
    guest: { cpuMillicores: 200, cpuThrottled: 0, cpuPressureSome: 0.7 },
    host: { cpuMillicores: 2000 },
  })
  expect(advice).toEqual([])
})

test('a series that begins before the range is cut to it', () => {
  const guest = series({ ...SOUND, cpuMillicores: first(10, 500, 20), cpuThrottled: first(10, 0.6, 0) })
  const toMs = FROM + COUNT * STEP * 1000
  const late = { fromMs: FROM + 10 * STEP * 1000, toMs, guest, host: null, hits: [], limit: LIMIT, cpus: 2 }
  expect(explain(late).cause).toBe('nothing')
})

test.each<[string | null, number]>([
  [null, 8],
  ['0', 1],
  ['0-2,5', 4],
  ['2-3,3', 2],
  ['6-63', 2],
])('a guest with the CPUs %s may run on %i of 8', (cpuSet, count) => {
  expect(cpusOf({ cpuSet }, 8)).toBe(count)
})
