import { expect, test } from 'vitest'
import { VserverError } from '../errors.ts'
import { fakeHost, guestName, guestRecord, runningGuest } from '../testing/index.ts'
import { getGuest } from './get.ts'
import { killGuest } from './kill.ts'
import { pauseGuest, resumeGuest } from './pause.ts'
import { reconcileGuest } from './reconcile.ts'
import { restartGuest } from './restart.ts'
import { startGuest } from './start.ts'
import { stopGuest } from './stop.ts'

const web1 = guestName('web1')

async function paused() {
  const host = fakeHost({ guests: [runningGuest('web1')] })
  await pauseGuest(host, web1)
  return host
}

test('a paused guest stands still until it is resumed, and says since when it runs', async () => {
  const host = await paused()
  const { startedAt } = await getGuest(host, web1)
  expect(await getGuest(host, web1)).toMatchObject({ state: 'paused', desired: 'running' })
  expect(host.kernel.frozen.has(web1)).toBe(true)
  expect(await resumeGuest(host, web1)).toMatchObject({ state: 'running', startedAt })
  expect(host.kernel.frozen.has(web1)).toBe(false)
})

test('pausing a paused guest and resuming a running one is fine', async () => {
  const host = await paused()
  expect(await pauseGuest(host, web1)).toMatchObject({ state: 'paused' })
  await resumeGuest(host, web1)
  expect(await resumeGuest(host, web1)).toMatchObject({ state: 'running' })
})

test('a guest that does not run is not paused', async () => {
  const host = fakeHost({ guests: [guestRecord('web1')] })
  await expect(pauseGuest(host, web1)).rejects.toMatchObject({ code: 'INVALID_STATE' })
  expect(host.records.get(web1)).toMatchObject({ intent: null, pausedAt: null })
})

test('a pause that the kernel refuses leaves a running guest that says why', async () => {
  const error = new VserverError('TIMEOUT', 'It has a process that cannot stand still now.')
  const refuse = { call: 'runtime.freeze', error }
  const host = fakeHost({ guests: [runningGuest('web1')], refuse })
  await expect(pauseGuest(host, web1)).rejects.toBe(error)
  expect(await getGuest(host, web1)).toMatchObject({ state: 'running', failure: error.message })
})

test('a paused guest is not started, and is stopped, restarted and killed as ever', async () => {
  await expect(startGuest(await paused(), web1)).rejects.toMatchObject({ code: 'INVALID_STATE' })
  for (const [act, state] of [
    [stopGuest, 'stopped'],
    [restartGuest, 'running'],
    [killGuest, 'stopped'],
  ] as const) {
    const host = await paused()
    expect(await act(host, web1)).toMatchObject({ state })
    expect(host.records.get(web1)?.pausedAt).toBeNull()
    expect(await reconcileGuest(host, web1)).toBe('none')
    expect(host.kernel.frozen.size).toBe(0)
  }
})

test('a guest that was paused when its host restarted is started when it is resumed', async () => {
  const host = await paused()
  host.kernel.runs.clear()
  expect(await reconcileGuest(host, web1)).toBe('none')
  expect(await getGuest(host, web1)).toMatchObject({ state: 'paused' })
  await resumeGuest(host, web1)
  expect(await reconcileGuest(host, web1)).toBe('started')
  expect(await getGuest(host, web1)).toMatchObject({ state: 'running' })
})

test('a paused guest that somebody let go on behind our back stands still again', async () => {
  const host = await paused()
  host.kernel.frozen.clear()
  await reconcileGuest(host, web1)
  expect(host.kernel.frozen.has(web1)).toBe(true)
})

const UNREACHABLE = new VserverError('HOST_UNREACHABLE', 'The broker went away.')

test('a pause whose answer is lost leaves a guest that runs, at once or as soon as the host can be asked', async () => {
  for (const isBack of [true, false]) {
    const host = fakeHost({ guests: [runningGuest('web1')] })
    const { freeze, thaw } = host.runtime
    host.runtime.freeze = async (name) => {
      await freeze(name)
      if (!isBack) host.runtime.thaw = () => Promise.reject(UNREACHABLE)
      throw UNREACHABLE
    }
    await expect(pauseGuest(host, web1)).rejects.toBe(UNREACHABLE)
    expect(host.kernel.frozen.has(web1)).toBe(!isBack)
    Object.assign(host.runtime, { freeze, thaw })
    await reconcileGuest(host, web1)
    expect(host.kernel.frozen.has(web1)).toBe(false)
    expect(await getGuest(host, web1)).toMatchObject({ state: 'running', failure: UNREACHABLE.message })
  }
})

test('a paused guest whose stop or restart is refused is still paused', async () => {
  const error = new VserverError('RATE_LIMITED', 'Too many guests were stopped in a short time.')
  for (const act of [stopGuest, restartGuest]) {
    const host = await paused()
    host.faults.refuse.push({ call: 'runtime.stop', error })
    await expect(act(host, web1)).rejects.toBe(error)
    expect(await getGuest(host, web1)).toMatchObject({ state: 'paused', desired: 'running' })
    expect(host.kernel.frozen.has(web1)).toBe(true)
  }
})

test('a pause that was cut off and that the kernel refuses is not tried for ever', async () => {
  const error = new VserverError('TIMEOUT', 'It has a process that cannot stand still now.')
  const pausedAt = '2026-01-01T00:00:00.000Z'
  const cutOff = { ...runningGuest('web1'), intent: 'pause' as const, pausedAt }
  const host = fakeHost({ guests: [cutOff], refuse: { call: 'runtime.freeze', error } })
  expect(await reconcileGuest(host, web1)).toBe('undone')
  expect(await reconcileGuest(host, web1)).toBe('none')
  expect(await getGuest(host, web1)).toMatchObject({ state: 'running', failure: error.message })
})

test('a guest that is killed while its resuming fails is not paused when it is started next', async () => {
  const host = await paused()
  host.runtime.thaw = async () => {
    await killGuest(host, web1)
    throw UNREACHABLE
  }
  await expect(resumeGuest(host, web1)).rejects.toBe(UNREACHABLE)
  expect(await startGuest(host, web1)).toMatchObject({ state: 'running' })
})
