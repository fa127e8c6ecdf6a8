import { expect, test } from 'vitest'
import { VserverError } from '../errors.ts'
import { requireDown } from '../files/change.ts'
import { setLimit } from '../limit/index.ts'
import { CrashedError, fakeHost, guestName, guestRecord, runningGuest, templateId } from '../testing/index.ts'
import { HOUR_MS } from '../units.ts'
import { getGuest } from './get.ts'
import { killGuest } from './kill.ts'
import { reconcileGuest } from './reconcile.ts'
import { reinstallGuest, requireFormer, takeFormer } from './reinstall.ts'
import { setOptions } from './set-options.ts'
import { startGuest } from './start.ts'
import { stopGuest } from './stop.ts'

const web1 = guestName('web1')
const fresh = { name: web1, template: templateId }

test('a reinstalled guest has fresh files and keeps its name, limits, options and network', async () => {
  const host = fakeHost({ guests: [runningGuest('web1')] })
  const before = host.records.get(web1)
  const guest = await reinstallGuest(host, fresh)
  expect(guest).toMatchObject({ state: 'running', former: { template: templateId } })
  expect(host.kernel.files.get(web1)).toMatch(templateId)
  const { xid, limit, options, network, firewall, hostname } = host.records.get(web1) ?? {}
  expect({ xid, limit, options, network, firewall, hostname }).toEqual({
    xid: before?.xid,
    limit: before?.limit,
    options: before?.options,
    network: before?.network,
    firewall: before?.firewall,
    hostname: before?.hostname,
  })
})

test('a stopped guest that is reinstalled stays down', async () => {
  const host = fakeHost({ guests: [guestRecord('web1')] })
  expect(await reinstallGuest(host, fresh)).toMatchObject({ state: 'stopped' })
})

test('the files it had are taken back within a day, and the fresh ones after that', async () => {
  const host = fakeHost({ guests: [runningGuest('web1')] })
  await reinstallGuest(host, fresh)
  const reinstalled = host.kernel.files.get(web1)
  expect(await takeFormer(host, web1)).toMatchObject({ state: 'running' })
  expect(host.kernel.files.get(web1)).toBe('first')
  await takeFormer(host, web1)
  expect(host.kernel.files.get(web1)).toBe(reinstalled)
})

test('after a day there is nothing to take back', async () => {
  const host = fakeHost({ guests: [runningGuest('web1')] })
  await reinstallGuest(host, fresh)
  host.advance(24 * HOUR_MS)
  expect(await getGuest(host, web1)).toMatchObject({ former: null })
  await expect(requireFormer(host, web1)).rejects.toMatchObject({ code: 'INVALID_STATE' })
})

test('a reinstall that is cancelled before its files are exchanged leaves the guest as it was', async () => {
  const host = fakeHost({ guests: [runningGuest('web1')] })
  const signal = AbortSignal.abort()
  await expect(reinstallGuest(host, fresh, { signal })).rejects.toMatchObject({ code: 'CANCELLED' })
  expect(await getGuest(host, web1)).toMatchObject({ state: 'running', former: null, failure: null })
  expect(host.kernel.files.size).toBe(0)
})

test('a reinstall that the storage refuses leaves a guest that runs with its files and says why', async () => {
  const error = new VserverError('NO_CAPACITY', 'The storage is full.')
  const host = fakeHost({ guests: [runningGuest('web1')], refuse: { call: 'runtime.replaceRoot', error } })
  await expect(reinstallGuest(host, fresh)).rejects.toBe(error)
  expect(await getGuest(host, web1)).toMatchObject({ state: 'running', former: null })
  expect(host.kernel.files.size).toBe(0)
})

test('a reinstall whose answer is lost is asked for again and happens once', async () => {
  const host = fakeHost({ guests: [runningGuest('web1')] })
  const { replaceRoot } = host.runtime
  host.runtime.replaceRoot = async (spec) => {
    await replaceRoot(spec)
    throw new VserverError('HOST_UNREACHABLE', 'The broker went away.')
  }
  await expect(reinstallGuest(host, fresh)).rejects.toMatchObject({ code: 'HOST_UNREACHABLE' })
  host.runtime.replaceRoot = replaceRoot
  await reconcileGuest(host, web1)
  expect(await getGuest(host, web1)).toMatchObject({ state: 'running', former: { template: templateId } })
  expect(host.kernel.files.size).toBe(2)
})

const UNREACHABLE = new VserverError('HOST_UNREACHABLE', 'The broker went away.')

/** Reinstalled, but nobody was told so. */
async function unanswered() {
  const host = fakeHost({ guests: [runningGuest('web1')] })
  const { replaceRoot } = host.runtime
  host.runtime.replaceRoot = async (spec) => {
    await replaceRoot(spec)
    throw UNREACHABLE
  }
  await expect(reinstallGuest(host, fresh)).rejects.toBe(UNREACHABLE)
  host.runtime.replaceRoot = replaceRoot
  return host
}

test.each([
  ['started', startGuest, 'running'],
  ['stopped', stopGuest, 'stopped'],
  ['killed', killGuest, 'stopped'],
  [
    'given another limit',
    async (host: Awaited<ReturnType<typeof unanswered>>) => setLimit(host, web1, { processes: 99 }),
    'running',
  ],
] as const)(
  'a guest that is %s before a lost answer is known has what was asked for',
  async (_, act, state) => {
    const host = await unanswered()
    await act(host, web1)
    await reconcileGuest(host, web1)
    expect(host.records.get(web1)).toMatchObject({ intent: null, renewal: null })
    expect(await getGuest(host, web1)).toMatchObject({ state, former: { template: templateId } })
    expect(host.kernel.files.size).toBe(2)
  },
)

test('nobody works on the files of a guest before a lost answer is known', async () => {
  const host = await unanswered()
  await stopGuest(host, web1)
  await expect(requireDown(host, web1)).rejects.toMatchObject({ code: 'BUSY' })
  await expect(reinstallGuest(host, fresh)).rejects.toMatchObject({ code: 'BUSY' })
})

test.each(['BUSY', 'RATE_LIMITED'] as const)(
  'a host that is %s has not said that a reinstall was refused',
  async (code) => {
    const host = await unanswered()
    const error = new VserverError(code, 'Try again in a moment.')
    host.faults.refuse.push({ call: 'runtime.replaceRoot', error })
    await expect(reconcileGuest(host, web1)).rejects.toBe(error)
    host.faults.refuse.length = 0
    await reconcileGuest(host, web1)
    expect(await getGuest(host, web1)).toMatchObject({ state: 'running', former: { template: templateId } })
  },
)

test('a refused reinstall that dies before it has started the guest again leaves one that runs', async () => {
  const error = new VserverError('NO_CAPACITY', 'The storage is full.')
  const refuse = { call: 'runtime.replaceRoot', error }
  const undisturbed = fakeHost({ guests: [runningGuest('web1')], refuse })
  await expect(reinstallGuest(undisturbed, fresh)).rejects.toBe(error)
  for (let crashAt = 1; crashAt < undisturbed.faults.calls.length; crashAt++) {
    const host = fakeHost({ guests: [runningGuest('web1')], refuse })
    host.faults.crashAt = crashAt
    const died = await reinstallGuest(host, fresh).catch((reason: unknown) => reason)
    expect([error, expect.any(CrashedError)]).toContainEqual(died)
    Object.assign(host.faults, { isDead: false, crashAt: null })
    await reconcileGuest(host, web1)
    expect(await getGuest(host, web1)).toMatchObject({ state: 'running', former: null })
  }
})

test('who gets a guest from another owner does not get the files that were put away before', async () => {
  const host = fakeHost({ guests: [runningGuest('web1')] })
  await setOptions(host, web1, { owner: 'first' })
  await reinstallGuest(host, fresh)
  expect(await setOptions(host, web1, { stopSeconds: 5 })).toMatchObject({ former: { template: templateId } })
  expect(await setOptions(host, web1, { owner: 'second' })).toMatchObject({ former: null })
  await expect(takeFormer(host, web1)).rejects.toMatchObject({ code: 'INVALID_STATE' })
})

test('a guest is not passed on before it is known which files it has', async () => {
  const host = await unanswered()
  await expect(setOptions(host, web1, { owner: 'second' })).rejects.toMatchObject({ code: 'BUSY' })
  await reconcileGuest(host, web1)
  expect(await setOptions(host, web1, { owner: 'second' })).toMatchObject({ former: null })
})
