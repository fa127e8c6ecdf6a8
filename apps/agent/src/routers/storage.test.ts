import { VserverError } from '@vserver/core/errors'
import { guestName, guestRecord, runningGuest } from '@vserver/core/testing'
import { expect, test } from 'vitest'
import { testAgent } from '../testing/test-agent.ts'

const DONE = { state: 'done' as const }
const three = [guestRecord('web1'), runningGuest('web2'), guestRecord('web3')]

test('the storage tells what it is, and a self-test renews its proof', async () => {
  const { caller, host } = testAgent()
  expect(await caller.storage.get()).toMatchObject({ filesystem: 'ext4', enforcement: 'project' })
  host.advance(60_000)
  expect((await caller.storage.selfTest()).selfTest).toEqual({
    at: '2026-01-01T12:01:00.000Z',
    passed: true,
    failure: null,
  })
})

test('one work on the whole storage at a time; the same again is that which is under way', async () => {
  const { caller, host, outcome } = testAgent()
  const sweep = await caller.storage.sweep()
  expect(sweep).toMatchObject({ kind: 'storage.sweep', subject: 'storage:all', cancellable: true })
  expect((await caller.storage.sweep()).id).toBe(sweep.id)
  await expect(caller.storage.verify()).rejects.toMatchObject({
    cause: { code: 'BUSY', message: 'The pool is being swept now.' },
  })
  await expect.poll(() => host.jobs.jobs.size).toBe(1)
  host.jobs.end(host.jobs.only('sweep').id, DONE)
  expect(await outcome(sweep)).toMatchObject({ state: 'succeeded' })
  host.jobs.outcome = DONE
  expect(await outcome(await caller.storage.verify())).toMatchObject({ state: 'succeeded' })
})

test('guests that are down are unified one after another, and running ones are left alone', async () => {
  const { caller, host, outcome } = testAgent({ guests: three })
  host.jobs.outcome = { ...DONE, pooled: 1, savedBytes: 10 }
  const operation = await caller.storage.unify({})
  expect(await outcome(operation)).toMatchObject({ state: 'succeeded' })
  expect([...host.jobs.jobs.values()].map(({ job }) => 'guest' in job && job.guest)).toEqual(['web1', 'web3'])
  expect(await caller.operation.log({ id: operation.id })).toContain(
    'web3: 1 files are shared now, which saves 10 bytes.',
  )
  expect(host.kernel.isRunning(guestName('web2'))).toBe(true)
})

test('with running ones, each is stopped, unified and started in its turn', async () => {
  const { caller, host, outcome } = testAgent({ guests: three })
  host.jobs.outcome = DONE
  expect(await outcome(await caller.storage.unify({ stopRunning: true }))).toMatchObject({
    state: 'succeeded',
  })
  expect(host.jobs.jobs.size).toBe(3)
  expect(host.kernel.isRunning(guestName('web2'))).toBe(true)
  expect(host.kernel.isRunning(guestName('web1'))).toBe(false)
})

test('those that are paused are left as they are, also when running ones are stopped', async () => {
  const paused = { ...runningGuest('web4'), pausedAt: '2026-01-01T00:00:00.000Z' }
  const { caller, host, outcome } = testAgent({ guests: [...three, paused] })
  host.jobs.outcome = DONE
  expect(await outcome(await caller.storage.unify({ stopRunning: true }))).toMatchObject({
    state: 'succeeded',
  })
  expect(host.jobs.jobs.size).toBe(3)
  expect(host.kernel.isRunning(guestName('web4'))).toBe(true)
})

test('one guest that fails holds up no other, and the log tells why', async () => {
  const { caller, host, outcome } = testAgent({ guests: three })
  host.jobs.outcome = DONE
  const { start } = host.files
  host.files.start = async (job) => {
    if ('guest' in job && job.guest === 'web1') throw new VserverError('NO_CAPACITY', 'The storage is full.')
    return start(job)
  }
  const operation = await caller.storage.unify({})
  expect(await outcome(operation)).toMatchObject({
    state: 'failed',
    error: { code: 'NO_CAPACITY', message: '1 of 2 guests failed.' },
  })
  expect(await caller.operation.log({ id: operation.id })).toContain('web1: The storage is full.')
  expect(host.records.get(guestName('web3'))?.reports.unify).not.toBeNull()
})

test('no guest is begun after the time that was given', async () => {
  const { caller, host, outcome } = testAgent({ guests: three })
  const operation = await caller.storage.unify({ until: new Date(Date.now() - 1).toISOString() })
  expect(await outcome(operation)).toMatchObject({ state: 'succeeded' })
  expect(host.jobs.jobs.size).toBe(0)
  expect(await caller.operation.log({ id: operation.id })).toContain(
    'The time was over; what is left waits for another time.',
  )
})

test('a guest that is being unified when the time is over runs again, and goes on another day', async () => {
  const { caller, host, outcome } = testAgent({ guests: [runningGuest('web2')] })
  const until = new Date(Date.now() + 1500).toISOString()
  const operation = await caller.storage.unify({ stopRunning: true, until })
  await expect.poll(() => host.jobs.jobs.size).toBe(1)
  expect(await outcome(operation)).toMatchObject({ state: 'succeeded' })
  expect([...host.jobs.jobs.values()].map(({ run }) => run.state)).toEqual(['cancelled'])
  expect(host.kernel.isRunning(guestName('web2'))).toBe(true)
})

test('a cancelled unify of all leaves the rest as it was', async () => {
  const { caller, host, outcome } = testAgent({ guests: three })
  const operation = await caller.storage.unify({})
  await expect.poll(() => host.jobs.jobs.size).toBe(1)
  await caller.operation.cancel({ id: operation.id })
  expect(await outcome(operation)).toMatchObject({ state: 'cancelled' })
  expect(host.jobs.jobs.size).toBe(1)
  expect([...host.records.values()].map(({ intent }) => intent)).toEqual([null, null, null])
})

test('the gain is predicted for every guest that is down, before anything is changed', async () => {
  const { caller, host, outcome } = testAgent({ guests: three })
  host.jobs.outcome = { ...DONE, savedBytes: 42 }
  expect(await outcome(await caller.storage.predict())).toMatchObject({ state: 'succeeded' })
  expect((await caller.storage.files()).map(({ reports }) => reports.predict?.savedBytes)).toEqual([
    42,
    undefined,
    42,
  ])
  expect(host.faults.calls.filter((call) => call.startsWith('runtime.st'))).toEqual([])
})
