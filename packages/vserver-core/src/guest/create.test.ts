import { expect, test } from 'vitest'
import { VserverError } from '../errors.ts'
import { TemplateId } from '../template/model.ts'
import {
  fakeHost,
  guestName,
  guestRecord,
  readyBuild,
  templateId,
  templateName,
  unlimited,
} from '../testing/index.ts'
import { createGuest } from './create.ts'
import { CreateGuestInput } from './model.ts'

const input = CreateGuestInput.parse({ name: 'web1', template: templateId, limit: unlimited() })

test('a created guest runs, with its own name as host name', async () => {
  const host = fakeHost()
  const guest = await createGuest(host, input)
  expect(guest).toMatchObject({ name: 'web1', xid: 2, hostname: 'web1', state: 'running', failure: null })
  expect(host.records.get(guestName('web1'))).toMatchObject({ intent: null, desired: 'running' })
})

test('a guest that is not to be started is made and stays stopped', async () => {
  const host = fakeHost()
  expect(await createGuest(host, { ...input, start: false })).toMatchObject({ state: 'stopped' })
  expect(host.kernel.roots.has(input.name)).toBe(true)
})

test('a taken name is refused and the guest that has it is untouched', async () => {
  const host = fakeHost({ guests: [guestRecord('web1')] })
  await expect(createGuest(host, input)).rejects.toMatchObject({ code: 'ALREADY_EXISTS' })
  expect(host.records.size).toBe(1)
  expect(host.kernel.roots.has(input.name)).toBe(true)
})

test('two creations at once take different xids', async () => {
  const host = fakeHost()
  const other = CreateGuestInput.parse({ ...input, name: 'web2' })
  const guests = await Promise.all([createGuest(host, input), createGuest(host, other)])
  expect(guests.map((guest) => guest.xid).sort()).toEqual([2, 3])
})

test('two creations of one name at once give one guest', async () => {
  const host = fakeHost()
  const outcomes = await Promise.allSettled([createGuest(host, input), createGuest(host, input)])
  expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(['fulfilled', 'rejected'])
  expect(host.kernel.isRunning(input.name)).toBe(true)
})

test('an xid that was freed is taken again', async () => {
  const host = fakeHost({ guests: [guestRecord('web3', { xid: 3 as never })] })
  expect(await createGuest(host, input)).toMatchObject({ xid: 2 })
})

test.each(['runtime.createRoot', 'runtime.start'])(
  'a create that fails at %s leaves nothing',
  async (call) => {
    const error = new VserverError('NO_CAPACITY', 'The storage is full.')
    const host = fakeHost({ refuse: { call, error } })
    await expect(createGuest(host, input)).rejects.toBe(error)
    expect([...host.records]).toEqual([])
    expect([...host.kernel.roots]).toEqual([])
    expect(host.kernel.isRunning(input.name)).toBe(false)
  },
)

test('a create on a storage that fills up half way leaves nothing', async () => {
  const error = new VserverError('NO_CAPACITY', 'The storage is full.')
  const host = fakeHost({ refuse: { call: 'runtime.createRoot', error } })
  host.faults.refuse.push({ call: 'guests.update', error })
  await expect(createGuest(host, input)).rejects.toBe(error)
  expect([...host.records, ...host.kernel.roots]).toEqual([])
})

test('a create whose files cannot be removed again is remembered for reconcile', async () => {
  const host = fakeHost({ refuse: 'runtime.start' })
  host.faults.refuse.push({
    call: 'runtime.deleteRoot',
    error: new VserverError('RATE_LIMITED', 'Too many.'),
  })
  await expect(createGuest(host, input)).rejects.toMatchObject({ code: 'NATIVE_FAILED' })
  expect(host.records.get(input.name)).toMatchObject({ intent: 'delete', desired: 'deleted' })
})

test('a template that is not ready is refused before anything is made', async () => {
  const host = fakeHost({ templates: {} })
  await expect(createGuest(host, { ...input, template: templateName })).rejects.toMatchObject({
    code: 'INVALID_STATE',
    hint: 'Build it first.',
  })
  expect(host.records.size).toBe(0)
})

test('a guest asked for by the name of a template takes its newest version and its init', async () => {
  const newest = TemplateId.parse('debian-12.v2')
  const templates = { [templateId]: readyBuild(0), [newest]: readyBuild(0, { initStyle: 'sysv' }) }
  const host = fakeHost({ templates })
  const guest = await createGuest(host, { ...input, template: templateName, initStyle: undefined })
  expect(guest).toMatchObject({ template: newest, initStyle: 'sysv' })
})

test('an unknown template is not found', async () => {
  const host = fakeHost()
  const unknown = CreateGuestInput.parse({ ...input, template: 'beos-5' })
  await expect(createGuest(host, unknown)).rejects.toMatchObject({ code: 'NOT_FOUND', subject: 'beos-5' })
})
