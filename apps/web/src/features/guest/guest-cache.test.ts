import { OperationId } from '@vserver/core/operation/model'
import { expect, test } from 'vitest'
import { applyEvent, isAway } from './guest-cache.ts'
import { aGuest, aSample } from './testing/guests.ts'

test('a sample changes the latest figures and nothing else', () => {
  const guest = aGuest({ state: 'running' })
  const sample = aSample(1000)
  expect(applyEvent(guest, { kind: 'sample', sample })).toEqual({ ...guest, latest: sample })
})

test('a guest event without figures keeps the last ones', () => {
  const latest = aSample(1000)
  const guest = aGuest({ latest })
  expect(applyEvent(guest, { kind: 'guest', guest: aGuest({ state: 'stopped' }) }).latest).toBe(latest)
})

test('a finished operation is no longer under way', () => {
  const running = {
    id: OperationId.parse('op-0123456789'),
    kind: 'guest.start',
    subject: 'web-1',
    state: 'running',
    percent: 10,
    step: 'starting',
    startedAt: '2026-01-01T00:00:00.000Z',
    finishedAt: null,
    error: null,
    cancellable: false,
    idempotencyKey: null,
  } as const
  const during = applyEvent(aGuest(), { kind: 'operation', operation: running })
  expect(during.operation).toEqual(running)
  expect(
    applyEvent(during, { kind: 'operation', operation: { ...running, state: 'failed' } }).operation,
  ).toBeNull()
})

test('a host that is away makes the state unknown, not stopped', () => {
  const guest = applyEvent(aGuest({ state: 'running' }), { kind: 'unreachable', message: 'gone' })
  expect(guest.state).toBe('unknown')
})

test('the banner stays while the guest is shown as not known, and goes with the first real news', () => {
  expect(isAway({ kind: 'unreachable', message: 'gone' })).toBe(true)
  expect(isAway({ kind: 'guest', guest: aGuest({ state: 'unknown' }) })).toBe(true)
  expect(isAway({ kind: 'guest', guest: aGuest({ state: 'running' }) })).toBe(false)
  expect(isAway({ kind: 'sample', sample: aSample(0) })).toBe(false)
})
