import { expect, test } from 'vitest'
import { VserverError } from '../errors.ts'
import { fakeHost, guestName, guestRecord, runningGuest } from '../testing/index.ts'
import { deleteGuest } from './delete.ts'
import { getGuest } from './get.ts'
import { killGuest } from './kill.ts'
import { listGuests } from './list.ts'
import { restartGuest } from './restart.ts'
import { startGuest } from './start.ts'
import { stopGuest } from './stop.ts'

const web1 = guestName('web1')

test('a stopped guest starts and says since when', async () => {
  const host = fakeHost({ guests: [guestRecord('web1')] })
  const guest = await startGuest(host, web1)
  expect(guest).toMatchObject({ state: 'running', startedAt: new Date(host.now()).toISOString() })
})

test('starting a guest that runs is fine and does not start it twice', async () => {
  const host = fakeHost({ guests: [runningGuest('web1')] })
  expect(await startGuest(host, web1)).toMatchObject({ state: 'running' })
  expect(host.faults.calls).not.toContain('runtime.start')
})

test('a start that fails leaves a stopped guest that says why', async () => {
  const error = new VserverError('NATIVE_FAILED', 'Mounting the root failed.')
  const host = fakeHost({ guests: [guestRecord('web1')], refuse: { call: 'runtime.start', error } })
  await expect(startGuest(host, web1)).rejects.toBe(error)
  expect(await getGuest(host, web1)).toMatchObject({
    state: 'stopped',
    desired: 'stopped',
    failure: 'Mounting the root failed.',
  })
})

test('a guest that came up although the answer was lost counts as started', async () => {
  const host = fakeHost({ guests: [guestRecord('web1')] })
  const { start } = host.runtime
  host.runtime.start = async (spec) => {
    await start(spec)
    throw new VserverError('HOST_UNREACHABLE', 'The broker went away.')
  }
  expect(await startGuest(host, web1)).toMatchObject({ state: 'running', failure: null })
})

test('a guest halts when it is asked to', async () => {
  const host = fakeHost({ guests: [runningGuest('web1')] })
  expect(await stopGuest(host, web1)).toMatchObject({ state: 'stopped', lastExit: { reason: 'halt' } })
  expect(host.faults.calls).not.toContain('runtime.kill')
})

test('a guest that does not halt in time is killed', async () => {
  const host = fakeHost({ guests: [runningGuest('web1')] })
  host.kernel.deaf.add(web1)
  expect(await stopGuest(host, web1)).toMatchObject({ state: 'stopped', lastExit: { reason: 'killed' } })
})

test('stopping a stopped guest is fine', async () => {
  const host = fakeHost({ guests: [guestRecord('web1')] })
  expect(await stopGuest(host, web1)).toMatchObject({ state: 'stopped' })
})

test('a stop that is refused leaves the guest as it was wanted', async () => {
  const host = fakeHost({ guests: [runningGuest('web1')], refuse: 'runtime.stop' })
  await expect(stopGuest(host, web1)).rejects.toMatchObject({ code: 'NATIVE_FAILED' })
  expect(await getGuest(host, web1)).toMatchObject({ state: 'running', desired: 'running' })
})

test('a killed guest stays down', async () => {
  const host = fakeHost({ guests: [runningGuest('web1')] })
  expect(await killGuest(host, web1)).toMatchObject({ state: 'stopped', desired: 'stopped' })
})

test('a restarted guest has a new beginning', async () => {
  const host = fakeHost({ guests: [runningGuest('web1')] })
  host.advance(60_000)
  const guest = await restartGuest(host, web1)
  expect(guest).toMatchObject({ state: 'running', startedAt: new Date(host.now()).toISOString() })
})

test('a kill that passes a restart wins', async () => {
  const host = fakeHost({ guests: [runningGuest('web1')] })
  const { waitExit } = host.runtime
  host.runtime.waitExit = async (name, timeoutMs) => {
    await killGuest({ ...host, runtime: { ...host.runtime, waitExit } }, name)
    return waitExit(name, timeoutMs)
  }
  await expect(restartGuest(host, web1)).rejects.toMatchObject({ code: 'CANCELLED' })
  expect(await getGuest(host, web1)).toMatchObject({ state: 'stopped', desired: 'stopped' })
})

test('a deleted guest is gone, files and record', async () => {
  const host = fakeHost({ guests: [runningGuest('web1')] })
  await deleteGuest(host, web1)
  expect([...host.records, ...host.kernel.roots, ...host.kernel.runs]).toEqual([])
})

test('a deletion that the host brakes leaves a stopped guest', async () => {
  const error = new VserverError('RATE_LIMITED', 'Too many guests were deleted.')
  const host = fakeHost({ guests: [runningGuest('web1')], refuse: { call: 'runtime.deleteRoot', error } })
  await expect(deleteGuest(host, web1)).rejects.toBe(error)
  expect(await getGuest(host, web1)).toMatchObject({ state: 'stopped', failure: error.message })
})

test.each([
  ['get', getGuest],
  ['start', startGuest],
  ['stop', stopGuest],
  ['restart', restartGuest],
  ['kill', killGuest],
  ['delete', deleteGuest],
] as const)('%s of an unknown guest is not found and writes nothing', async (_verb, act) => {
  const host = fakeHost()
  await expect(act(host, web1)).rejects.toMatchObject({ code: 'NOT_FOUND', subject: 'web1' })
  expect(host.records.size).toBe(0)
})

test('guests are listed by name', async () => {
  const host = fakeHost({ guests: [guestRecord('b'), guestRecord('a')] })
  expect((await listGuests(host)).map((guest) => guest.name)).toEqual(['a', 'b'])
})

test('a guest that missed the first request to halt is asked again', async () => {
  const host = fakeHost({ guests: [runningGuest('web1')] })
  host.kernel.deaf.add(web1)
  const { waitExit } = host.runtime
  host.runtime.waitExit = async (name, timeoutMs) => {
    const hasEnded = await waitExit(name, timeoutMs)
    host.kernel.deaf.delete(web1)
    return hasEnded
  }
  expect(await stopGuest(host, web1)).toMatchObject({ lastExit: { reason: 'halt' } })
})

test('a guest can be deleted although the storage is full', async () => {
  const error = new VserverError('NO_CAPACITY', 'The storage is full.')
  const host = fakeHost({ guests: [runningGuest('web1')], refuse: { call: 'guests.update', error } })
  await deleteGuest(host, web1)
  expect([...host.records, ...host.kernel.roots, ...host.kernel.runs]).toEqual([])
})
