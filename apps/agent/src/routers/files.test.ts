import { guestName, guestRecord, runningGuest } from '@vserver/core/testing'
import { expect, test } from 'vitest'
import { testAgent } from '../testing/test-agent.ts'

const web1 = guestName('web1')
const web2 = guestName('web2')
const DONE = { state: 'done' as const }

test('unify is an operation with the log of its job, and tells what it saves afterwards', async () => {
  const { caller, host, outcome } = testAgent({ guests: [guestRecord('web1')] })
  host.jobs.outcome = { ...DONE, pooled: 5, savedBytes: 700 }
  const operation = await caller.files.unify({ name: web1 })
  expect(operation).toMatchObject({ kind: 'guest.unify', subject: 'web1', cancellable: true })
  expect(await outcome(operation)).toMatchObject({ state: 'succeeded', percent: 100 })
  expect(host.jobs.only('unify')).toMatchObject({ id: operation.id, guest: 'web1' })
  expect(await caller.operation.log({ id: operation.id })).toContain('looking')
  expect(await caller.storage.files()).toMatchObject([
    { name: 'web1', reports: { unify: { savedBytes: 700 } } },
  ])
})

test('work on the files of a guest can be cancelled and leaves the guest as it was', async () => {
  const { caller, host, outcome } = testAgent({ guests: [guestRecord('web1')] })
  const operation = await caller.files.fold({ name: web1 })
  await expect.poll(() => host.jobs.jobs.size).toBe(1)
  await expect(caller.guest.start({ name: web1 })).rejects.toMatchObject({
    cause: { code: 'BUSY', message: 'Guest web1 is having its layers folded.' },
  })
  await caller.operation.cancel({ id: operation.id })
  expect(await outcome(operation)).toMatchObject({ state: 'cancelled', error: { code: 'CANCELLED' } })
  expect(host.records.get(web1)).toMatchObject({ intent: null, failure: null })
  expect(await outcome(await caller.guest.start({ name: web1 }))).toMatchObject({ state: 'succeeded' })
})

test.each(['unify', 'fold'] as const)('%s of a running guest is refused before it begins', async (verb) => {
  const { caller } = testAgent({ guests: [runningGuest('web1')] })
  await expect(caller.files[verb]({ name: web1 })).rejects.toMatchObject({
    code: 'PRECONDITION_FAILED',
    cause: { hint: 'Stop it first.' },
  })
  expect(await caller.operation.list()).toEqual([])
})

test('a running guest is stopped, unified and started when that is asked for', async () => {
  const { caller, host, outcome } = testAgent({ guests: [runningGuest('web1')] })
  host.jobs.outcome = DONE
  expect(await outcome(await caller.files.unify({ name: web1, stopFirst: true }))).toMatchObject({
    state: 'succeeded',
  })
  const calls = host.faults.calls.filter((call) => /^(runtime\.(stop|start)|files\.start)$/.test(call))
  expect(calls).toEqual(['runtime.stop', 'files.start', 'runtime.start'])
  expect(await caller.guest.get({ name: web1 })).toMatchObject({ state: 'running' })
})

test('a clone holds its source, and is a guest of its own when it is done', async () => {
  const { caller, host, outcome } = testAgent({ guests: [guestRecord('web1')] })
  const operation = await caller.files.clone({ name: web2, source: web1, idempotencyKey: 'k1' })
  expect((await caller.files.clone({ name: web2, source: web1, idempotencyKey: 'k1' })).id).toBe(operation.id)
  await expect.poll(() => host.jobs.jobs.size).toBe(1)
  expect(await caller.guest.get({ name: web2 })).toMatchObject({ state: 'building' })
  await expect(caller.guest.start({ name: web1 })).rejects.toMatchObject({
    cause: { code: 'BUSY', message: 'Guest web1 is being copied.' },
  })
  host.jobs.end(host.jobs.only('clone').id, DONE)
  expect(await outcome(operation)).toMatchObject({ state: 'succeeded' })
  expect(await caller.guest.get({ name: web2 })).toMatchObject({ state: 'stopped', xid: 3 })
  expect(await outcome(await caller.guest.start({ name: web1 }))).toMatchObject({ state: 'succeeded' })
})

test('a backend is changed, and one the storage lacks is refused', async () => {
  const { caller, host, outcome } = testAgent({ guests: [guestRecord('web1', { backend: 'overlay' })] })
  host.jobs.outcome = DONE
  host.disks.storage.backends = ['overlay', 'tree']
  await expect(caller.files.convert({ name: web1, backend: 'image' })).rejects.toMatchObject({
    code: 'NOT_IMPLEMENTED',
  })
  await outcome(await caller.files.convert({ name: web1, backend: 'tree' }))
  expect(await caller.guest.get({ name: web1 })).toMatchObject({ backend: 'tree' })
})

test('an archived guest says so to whoever starts it or works on its files, and has them again after', async () => {
  const { caller, host, outcome } = testAgent({ guests: [guestRecord('web1')] })
  const archive = await caller.files.archive({ name: web1 })
  expect(archive).toMatchObject({ kind: 'guest.archive', subject: 'web1', cancellable: true })
  await expect.poll(() => host.jobs.jobs.size).toBe(1)
  await expect(caller.guest.start({ name: web1 })).rejects.toMatchObject({
    cause: { code: 'BUSY', message: 'Guest web1 is being archived.' },
  })
  host.jobs.end(host.jobs.only('archive').id, DONE)
  expect(await outcome(archive)).toMatchObject({ state: 'succeeded' })
  expect(await caller.guest.get({ name: web1 })).toMatchObject({
    state: 'stopped',
    archivedAt: expect.any(String),
  })
  const refused = { cause: { code: 'INVALID_STATE', message: 'Guest web1 is archived.' } }
  await expect(caller.files.archive({ name: web1 })).rejects.toMatchObject(refused)
  await expect(caller.files.convert({ name: web1, backend: 'tree' })).rejects.toMatchObject(refused)
  expect(await outcome(await caller.guest.start({ name: web1 }))).toMatchObject({
    state: 'failed',
    error: { message: 'Guest web1 is archived.' },
  })
  host.jobs.outcome = DONE
  await outcome(await caller.files.unarchive({ name: web1 }))
  expect(host.jobs.only('unarchive')).toMatchObject({ guest: 'web1', limit: { diskBytes: null } })
  expect(await caller.guest.get({ name: web1 })).toMatchObject({ archivedAt: null })
  expect(await outcome(await caller.guest.start({ name: web1 }))).toMatchObject({ state: 'succeeded' })
})

test('an archive that is cancelled leaves the guest as it was, and a running guest is not archived', async () => {
  const { caller, host, outcome } = testAgent({ guests: [guestRecord('web1'), runningGuest('web2')] })
  const archive = await caller.files.archive({ name: web1 })
  await expect.poll(() => host.jobs.jobs.size).toBe(1)
  await caller.operation.cancel({ id: archive.id })
  expect(await outcome(archive)).toMatchObject({ state: 'cancelled' })
  expect(host.records.get(web1)).toMatchObject({ intent: null, archivedAt: null, failure: null })
  await expect(caller.files.archive({ name: web2 })).rejects.toMatchObject({
    code: 'PRECONDITION_FAILED',
    cause: { hint: 'Stop it first.' },
  })
  await expect(caller.files.unarchive({ name: web1 })).rejects.toMatchObject({
    cause: { message: 'Guest web1 is not archived.' },
  })
})

test('files with problems make a verify fail, which says where to look', async () => {
  const { caller, host, outcome } = testAgent({ guests: [runningGuest('web1')] })
  host.jobs.outcome = { ...DONE, problems: 2 }
  expect(await outcome(await caller.files.verify({ name: web1 }))).toMatchObject({
    state: 'failed',
    error: { code: 'INVALID_STATE', message: '2 problems were found.' },
  })
  host.jobs.outcome = { ...DONE, savedBytes: 9 }
  expect(await outcome(await caller.files.predict({ name: web1 }))).toMatchObject({ state: 'succeeded' })
  expect(host.records.get(web1)?.reports).toMatchObject({
    predict: { savedBytes: 9 },
    verify: { problems: 2 },
  })
})

test.each(['unify', 'fold', 'predict', 'verify'] as const)(
  '%s of an unknown guest is not found',
  async (verb) => {
    const { caller } = testAgent()
    await expect(caller.files[verb]({ name: web1 })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  },
)
