import { expect, test } from 'vitest'
import { VserverError } from '../errors.ts'
import { fakeHost, guestName, guestRecord, runningGuest, templateId } from '../testing/index.ts'
import { HOUR_MS } from '../units.ts'
import { getGuest } from './get.ts'
import { reconcileGuest } from './reconcile.ts'
import { reinstallGuest, requireFormer, takeFormer } from './reinstall.ts'

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
