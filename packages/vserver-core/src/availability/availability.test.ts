import { expect, test } from 'vitest'
import type { GuestRun } from '../host.ts'
import type { MetricSeries } from '../metric/model.ts'
import { HOUR_MS, SECOND_MS } from '../units.ts'
import { delivered } from './delivered.ts'
import type { StateChange } from './model.ts'
import { monthsOf } from './months.ts'
import { hostWentDown, nextChanges, type Observed } from './next-changes.ts'

const DAY = 24 * 3600
const ms = (text: string): number => Date.parse(`${text}Z`)
const up = (text: string): StateChange => ({ at: ms(text), state: 'up', reason: 'wanted' })
const down = (text: string, reason: StateChange['reason']): StateChange => ({
  ...{ at: ms(text), state: 'down', reason },
})

test('a month that is over is counted to its end, the running one until now', () => {
  const months = monthsOf([up('2026-01-31T00:00')], { nowMs: ms('2026-02-02T00:00'), months: 24 })
  expect(months).toEqual([
    month('2026-01', { upSeconds: DAY, availability: 1 }),
    month('2026-02', { upSeconds: DAY, availability: 1 }),
  ])
})

test('what was wanted counts neither way, a failure and a host that is down count against it', () => {
  const changes = [
    up('2026-01-01T00:00'),
    down('2026-01-02T00:00', 'wanted'),
    up('2026-01-03T00:00'),
    down('2026-01-04T00:00', 'failed'),
    up('2026-01-04T12:00'),
    down('2026-01-05T00:00', 'host'),
    up('2026-01-05T12:00'),
  ]
  expect(monthsOf(changes, { nowMs: ms('2026-01-06T00:00'), months: 24 })).toEqual([
    month('2026-01', {
      ...{ upSeconds: 3 * DAY, wantedDownSeconds: DAY, failedDownSeconds: DAY },
      ...{ availability: 0.75, restarts: 3 },
    }),
  ])
})

test('a guest that nobody wanted up has no availability', () => {
  const [only] = monthsOf([down('2026-01-01T00:00', 'wanted')], { nowMs: ms('2026-01-02T00:00'), months: 24 })
  expect(only).toMatchObject({ wantedDownSeconds: DAY, availability: null })
})

test('a clock that was set back or ahead gives no negative times and none of the future', () => {
  const changes = [up('2026-01-01T00:00'), down('2025-12-31T00:00', 'failed'), up('2026-01-09T00:00')]
  const months = monthsOf(changes, { nowMs: ms('2026-01-02T00:00'), months: 24 })
  expect(months).toEqual([month('2026-01', { failedDownSeconds: DAY, availability: 0, restarts: 1 })])
})

test('only the last months are told', () => {
  const months = monthsOf([up('2025-01-01T00:00')], { nowMs: ms('2026-01-01T00:00'), months: 2 })
  expect(months.map((one) => one.month)).toEqual(['2025-11', '2025-12'])
})

function month(name: string, change: object): object {
  const nothing = {
    upSeconds: 0,
    wantedDownSeconds: 0,
    failedDownSeconds: 0,
    availability: null,
    restarts: 0,
  }
  return { month: name, ...nothing, ...change }
}

const NOW = ms('2026-01-10T00:00')
const running = (startedAtMs: number): GuestRun => ({ state: 'running', pid: 7, startedAtMs })
const exited = (reason: 'halt' | 'reboot' | 'killed', startedAtMs: number | null = 1): GuestRun => ({
  ...{ state: 'exited', reason, startedAtMs, atMs: NOW - 1000, stage: null, errno: null, status: 0 },
})
const seen = (run: GuestRun, record: Partial<Observed['record']> = {}): Observed => ({
  ...{ run, record: { desired: 'running', intent: null, ...record }, nowMs: NOW },
})
const wasUp = up('2026-01-09T00:00')

test.each<[string, Observed, object]>([
  ['ended by itself', seen(exited('halt')), { reason: 'failed' }],
  ['was killed', seen(exited('killed')), { reason: 'failed' }],
  ['was stopped', seen(exited('halt'), { desired: 'stopped' }), { reason: 'wanted' }],
  ['is restarted', seen(exited('halt'), { intent: 'restart' }), { reason: 'wanted' }],
  ['is reinstalled', seen(exited('halt'), { intent: 'reinstall' }), { reason: 'wanted' }],
  ['is archived', seen(exited('halt'), { intent: 'archive' }), { reason: 'wanted' }],
  ['is converted', seen(exited('halt'), { intent: 'convert' }), { reason: 'wanted' }],
  ['reboots itself', seen(exited('reboot')), { reason: 'wanted' }],
])('a guest that %s goes down for the right reason, when its supervisor saw it', (_, observed, change) => {
  expect(nextChanges(wasUp, observed)).toEqual([{ at: NOW - 1000, state: 'down', ...change }])
})

test('a guest comes up when it started, once', () => {
  const startedAtMs = NOW - 5000
  const [change] = nextChanges(down('2026-01-09T00:00', 'wanted'), seen(running(startedAtMs)))
  expect(change).toEqual({ at: startedAtMs, state: 'up', reason: 'wanted' })
  expect(nextChanges(change ?? null, seen(running(startedAtMs)))).toEqual([])
})

test('a restart that nobody saw is one', () => {
  const startedAtMs = NOW - 5000
  expect(nextChanges(wasUp, seen(running(startedAtMs))).map(({ state }) => state)).toEqual(['down', 'up'])
})

test('a guest that cannot start is down against its will, until it is not wanted any more', () => {
  const stopped = down('2026-01-09T00:00', 'wanted')
  expect(nextChanges(stopped, seen(exited('halt')))).toEqual([])
  const [failed] = nextChanges(stopped, seen(exited('killed', null)))
  expect(failed).toMatchObject({ state: 'down', reason: 'failed' })
  expect(nextChanges(failed ?? null, seen(exited('killed', null)))).toEqual([])
  const given = nextChanges(failed ?? null, seen(exited('killed', null), { desired: 'stopped' }))
  expect(given).toEqual([{ at: NOW, state: 'down', reason: 'wanted' }])
})

test('a host that went down takes its guests with it when they were last seen', () => {
  expect(hostWentDown(wasUp, NOW)).toEqual([{ at: NOW, state: 'down', reason: 'host' }])
  expect(hostWentDown(wasUp, 5)).toEqual([{ at: wasUp.at, state: 'down', reason: 'host' }])
  expect(hostWentDown(down('2026-01-09T00:00', 'failed'), NOW)).toEqual([])
})

function series(cpu: object): MetricSeries {
  const average = { cpuMillicores: [100], cpuThrottled: [0.5], cpuPressureSome: [0.5], ...cpu }
  const memory = { memoryBytes: [30] }
  return { stepSeconds: 10, at: [NOW], average: { ...average, ...memory }, maximum: { memoryBytes: [70] } }
}
const range = {
  fromMs: NOW,
  toMs: NOW + 10 * SECOND_MS,
  limit: { cpuMillicores: 500, memoryBytes: 100 },
  cpus: 2,
}

test('what its own cap kept back is not the host to blame', () => {
  expect(delivered({ ...range, guest: series({}) })).toMatchObject({
    cpu: { sold: 5, used: 1, throttledByCap: 5, throttledByHost: 0 },
    memory: { sold: 100, average: 30, highest: 70 },
  })
})

test('the host owes no more than the guest had left of its rate', () => {
  const waiting = series({ cpuThrottled: [0], cpuPressureSome: [0.8] })
  expect(delivered({ ...range, guest: waiting }).cpu.throttledByHost).toBeCloseTo(4)
  const full = series({ cpuMillicores: [500], cpuThrottled: [0], cpuPressureSome: [0.8] })
  expect(delivered({ ...range, guest: full }).cpu.throttledByHost).toBe(0)
})

test('time that was not measured is neither sold nor used', () => {
  const gap = {
    stepSeconds: 10,
    at: [NOW, NOW + HOUR_MS],
    average: { cpuMillicores: [null, 100] },
    maximum: {},
  }
  const { cpu, memory } = delivered({ ...range, guest: gap })
  expect(cpu).toMatchObject({ sold: 5, used: 1 })
  expect(memory).toMatchObject({ average: 0, highest: 0 })
})
