import { VserverError } from '@vserver/core/errors'
import { guestName, guestRecord, runningGuest, templateId, unlimited } from '@vserver/core/testing'
import { expect, test } from 'vitest'
import { testAgent } from '../testing/test-agent.ts'

const web1 = guestName('web1')
const create = { name: web1, template: templateId, limit: unlimited() }

test('create answers at once with an operation that ends with a running guest', async () => {
  const { caller, outcome } = testAgent()
  const operation = await caller.guest.create(create)
  expect(operation).toMatchObject({
    kind: 'guest.create',
    subject: 'web1',
    state: 'running',
    finishedAt: null,
  })
  expect(await outcome(operation)).toMatchObject({ state: 'succeeded', percent: 100, error: null })
  expect(await caller.guest.get({ name: web1 })).toMatchObject({ state: 'running' })
})

test('repeated calls with the same key, at once or later, are the same operation', async () => {
  const { caller, host, outcome } = testAgent()
  const keyed = { ...create, idempotencyKey: 'k1' }
  const calls = await Promise.all([1, 2, 3].map(() => caller.guest.create(keyed)))
  expect(new Set(calls.map((operation) => operation.id)).size).toBe(1)
  const [first] = calls
  if (first === undefined) throw new Error('no operation')
  await outcome(first)
  const repeated = await caller.guest.create(keyed)
  expect(repeated.id).toBe(first.id)
  expect(host.records.size).toBe(1)
})

test('a key that belongs to another act is refused', async () => {
  const { caller, outcome } = testAgent({ guests: [guestRecord('web1')] })
  await outcome(await caller.guest.start({ name: web1, idempotencyKey: 'k1' }))
  await expect(caller.guest.stop({ name: web1, idempotencyKey: 'k1' })).rejects.toMatchObject({
    cause: { code: 'INVALID_INPUT' },
  })
})

test('a taken name is refused before an operation begins', async () => {
  const { caller } = testAgent({ guests: [guestRecord('web1')] })
  await expect(caller.guest.create(create)).rejects.toMatchObject({
    code: 'CONFLICT',
    cause: { code: 'ALREADY_EXISTS' },
  })
  expect(await caller.operation.list()).toEqual([])
})

test.each(['web/1', '../etc', 'a'.repeat(300), '', 'Web1', '-a', 'a-'])(
  'the name %s is refused',
  async (name) => {
    const { caller, host } = testAgent()
    await expect(caller.guest.create({ ...create, name: name as never })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
    })
    expect(host.faults.calls).toEqual([])
  },
)

test.each(['start', 'stop', 'restart', 'kill', 'delete'] as const)(
  '%s of an unknown guest is not found',
  async (verb) => {
    const { caller } = testAgent()
    await expect(caller.guest[verb]({ name: web1 })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(await caller.operation.list()).toEqual([])
  },
)

test('a second act on a guest is told what holds it, and a kill may pass', async () => {
  const { caller, host, outcome } = testAgent({ guests: [runningGuest('web1')] })
  const gate = Promise.withResolvers<void>()
  const { waitExit } = host.runtime
  host.runtime.waitExit = async (name, ms) => {
    await gate.promise
    return waitExit(name, ms)
  }
  const stop = await caller.guest.stop({ name: web1 })
  await expect(caller.guest.start({ name: web1 })).rejects.toMatchObject({
    cause: { code: 'BUSY', message: 'Guest web1 is stopping.' },
  })
  await expect(caller.limit.set({ name: web1, change: { processes: 20 } })).rejects.toMatchObject({
    cause: { code: 'BUSY' },
  })
  const kill = await caller.guest.kill({ name: web1 })
  gate.resolve()
  expect(await outcome(stop)).toMatchObject({ state: 'succeeded' })
  expect(await outcome(kill)).toMatchObject({ state: 'succeeded' })
  expect(await caller.guest.get({ name: web1 })).toMatchObject({ state: 'stopped', desired: 'stopped' })
})

test('a failed act says why in its operation, and the guest is free again', async () => {
  const error = new VserverError('NO_CAPACITY', 'The storage is full.', { hint: 'Delete a guest.' })
  const { caller, host, outcome } = testAgent({ refuse: { call: 'runtime.createRoot', error } })
  const operation = await caller.guest.create(create)
  expect(await outcome(operation)).toMatchObject({
    state: 'failed',
    error: { code: 'NO_CAPACITY', message: 'The storage is full.', hint: 'Delete a guest.' },
  })
  expect(await caller.operation.log({ id: operation.id })).toContain('The storage is full. Delete a guest.')
  expect([...host.records, ...host.kernel.roots]).toEqual([])
  host.faults.refuse.length = 0
  expect(await outcome(await caller.guest.create(create))).toMatchObject({ state: 'succeeded' })
})

test('an unknown fault tells nothing of itself outside the log', async () => {
  const secret = new Error('password=hunter2')
  const { caller, host, lines, outcome } = testAgent({ guests: [guestRecord('web1')] })
  host.runtime.start = () => Promise.reject(secret)
  const ended = await outcome(await caller.guest.start({ name: web1 }))
  expect(ended.error).toMatchObject({ code: 'INTERNAL' })
  expect(JSON.stringify([ended, await caller.guest.get({ name: web1 })])).not.toContain('hunter2')
  expect(lines.some((line) => line.error === secret)).toBe(true)
})

test('limits are set and read', async () => {
  const { caller } = testAgent({ guests: [runningGuest('web1')] })
  const limit = await caller.limit.set({ name: web1, change: { processes: 64 } })
  expect(await caller.limit.get({ name: web1 })).toEqual(limit)
})

test('a console needs a running guest', async () => {
  const { caller } = testAgent({ guests: [guestRecord('web1'), runningGuest('web2')] })
  const size = { columns: 80, rows: 24 }
  await expect(caller.console.open({ guest: web1, size })).rejects.toMatchObject({
    code: 'PRECONDITION_FAILED',
  })
  const { id } = await caller.console.open({ guest: guestName('web2'), size })
  expect(id).toMatch(/^c-[0-9a-f]{24}$/)
})

test('every call is one line in the log, with its request and its guest', async () => {
  const { caller, lines } = testAgent({ guests: [guestRecord('web1')] })
  await caller.guest.get({ name: web1 })
  await caller.guest.get({ name: guestName('web2') }).catch(() => {})
  expect(lines.map(({ fields }) => fields)).toMatchObject([
    { requestId: 'request-1', path: 'guest.get', guest: 'web1', code: 'OK' },
    { requestId: 'request-1', path: 'guest.get', guest: 'web2', code: 'NOT_FOUND' },
  ])
})

test('a guest is paused and resumed as operations, and is not started meanwhile', async () => {
  const { caller, outcome } = testAgent({ guests: [runningGuest('web1')] })
  const paused = await outcome(await caller.guest.pause({ name: web1 }))
  expect(paused).toMatchObject({ kind: 'guest.pause', state: 'succeeded' })
  expect(await caller.guest.get({ name: web1 })).toMatchObject({ state: 'paused' })
  const refused = await outcome(await caller.guest.start({ name: web1 }))
  expect(refused).toMatchObject({ state: 'failed', error: { code: 'INVALID_STATE' } })
  expect(await outcome(await caller.guest.resume({ name: web1 }))).toMatchObject({ state: 'succeeded' })
  expect(await caller.guest.get({ name: web1 })).toMatchObject({ state: 'running' })
})

test('a guest is reinstalled and takes its former files back as operations', async () => {
  const { caller, outcome } = testAgent({ guests: [runningGuest('web1')] })
  const without = caller.guest.takeFormer({ name: web1 })
  await expect(without).rejects.toMatchObject({ cause: { code: 'INVALID_STATE' } })
  const operation = await caller.guest.reinstall({ name: web1, template: templateId })
  expect(operation).toMatchObject({ kind: 'guest.reinstall', cancellable: true })
  expect(await outcome(operation)).toMatchObject({ state: 'succeeded' })
  expect(await caller.guest.get({ name: web1 })).toMatchObject({ former: { template: templateId } })
  expect(await outcome(await caller.guest.takeFormer({ name: web1 }))).toMatchObject({ state: 'succeeded' })
})
