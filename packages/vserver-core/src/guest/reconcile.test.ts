import { expect, test } from 'vitest'
import { VserverError } from '../errors.ts'
import { fakeHost, guestName, guestRecord, runningGuest } from '../testing/index.ts'
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../units.ts'
import { getGuest } from './get.ts'
import { reconcileGuest } from './reconcile.ts'

const web1 = guestName('web1')

test('a sound guest is left alone', async () => {
  const host = fakeHost({ guests: [runningGuest('web1')] })
  expect(await reconcileGuest(host, web1)).toBe('none')
  expect(host.faults.calls).toEqual(['guests.read', 'runtime.inspect'])
})

test('after a reboot of the host the guests that should run are started', async () => {
  const host = fakeHost({ guests: [runningGuest('web1')] })
  host.kernel.runs.clear()
  expect(await getGuest(host, web1)).toMatchObject({ state: 'starting' })
  expect(await reconcileGuest(host, web1)).toBe('started')
  expect(await getGuest(host, web1)).toMatchObject({ state: 'running', failure: null })
})

test('a guest that reboots comes up again', async () => {
  const host = fakeHost({ guests: [runningGuest('web1')] })
  host.advance(MINUTE_MS)
  host.kernel.exit(web1, 'reboot')
  expect(await reconcileGuest(host, web1)).toBe('started')
})

test('a guest that reboots comes up at once, whatever failed before', async () => {
  const host = fakeHost({ guests: [runningGuest('web1')] })
  await host.guests.update(web1, (now) => ({ ...now, failure: 'The broker is not running.' }))
  host.advance(MINUTE_MS)
  host.kernel.exit(web1, 'reboot')
  expect(await reconcileGuest(host, web1)).toBe('started')
})

test('a guest whose start after a reboot fails is tried again later', async () => {
  const host = fakeHost({ guests: [runningGuest('web1')], refuse: 'runtime.start' })
  host.advance(MINUTE_MS)
  host.kernel.exit(web1, 'reboot')
  await expect(reconcileGuest(host, web1)).rejects.toMatchObject({ code: 'NATIVE_FAILED' })
  expect(await reconcileGuest(host, web1)).toBe('waiting')
})

test('a guest that does nothing but reboot is started ever more slowly, then given up', async () => {
  const host = fakeHost({ guests: [runningGuest('web1')] })
  const startsAtMs: number[] = []
  const begunMs = host.now()
  for (let second = 0; second < 3600; second += 1) {
    if (host.kernel.isRunning(web1)) host.kernel.exit(web1, 'reboot')
    if ((await reconcileGuest(host, web1)) === 'started') startsAtMs.push(host.now() - begunMs)
    host.advance(SECOND_MS)
  }
  expect(startsAtMs).toHaveLength(5)
  const gaps = startsAtMs.map((at, index) => at - (startsAtMs[index - 1] ?? 0))
  expect(gaps).toEqual([...gaps].sort((one, other) => one - other))
  expect(startsAtMs[0]).toBeGreaterThanOrEqual(5 * SECOND_MS)
  expect((await getGuest(host, web1)).failure).toContain('rebooted less than 10 seconds after its start')
})

test('a guest that halts itself stays down', async () => {
  const host = fakeHost({ guests: [runningGuest('web1')] })
  host.kernel.exit(web1, 'halt')
  expect(await reconcileGuest(host, web1)).toBe('stopped')
  expect(await getGuest(host, web1)).toMatchObject({ state: 'stopped', desired: 'stopped', failure: null })
})

test('a guest killed from outside is shown as failed, then started again after five seconds', async () => {
  const host = fakeHost({ guests: [runningGuest('web1')] })
  host.kernel.exit(web1, 'killed')
  expect(await reconcileGuest(host, web1)).toBe('noted')
  expect(await getGuest(host, web1)).toMatchObject({
    state: 'failed',
    desired: 'running',
    failure: 'It was killed from outside. It is started again after 5 seconds.',
  })
  expect(await reconcileGuest(host, web1)).toBe('waiting')
  host.advance(5 * SECOND_MS)
  expect(await reconcileGuest(host, web1)).toBe('started')
  expect(await getGuest(host, web1)).toMatchObject({ state: 'running', failure: null })
})

test('a guest that keeps dying is given up after five starts, and says so', async () => {
  const host = fakeHost({ guests: [runningGuest('web1')] })
  let starts = 0
  for (let minute = 0; minute < 60; minute++) {
    if (host.kernel.isRunning(web1)) host.kernel.exit(web1, 'killed')
    await reconcileGuest(host, web1)
    host.advance(MINUTE_MS)
    if ((await reconcileGuest(host, web1)) === 'started') starts += 1
  }
  expect(starts).toBe(5)
  const guest = await getGuest(host, web1)
  expect(guest).toMatchObject({ state: 'failed', desired: 'running' })
  expect(guest.failure).toContain('started 5 times')
})

test('a guest that ran for long is given all its tries again', async () => {
  const host = fakeHost({ guests: [runningGuest('web1')] })
  host.kernel.exit(web1, 'killed')
  await reconcileGuest(host, web1)
  host.advance(5 * SECOND_MS)
  await reconcileGuest(host, web1)
  expect(host.records.get(web1)?.retry).toMatchObject({ tries: 1 })
  host.advance(HOUR_MS)
  await reconcileGuest(host, web1)
  expect(host.records.get(web1)?.retry).toBeNull()
})

test('a broker that is down costs the guest no try', async () => {
  const error = new VserverError('HOST_UNREACHABLE', 'The broker is not running.')
  const host = fakeHost({ guests: [runningGuest('web1')], refuse: { call: 'runtime.start', error } })
  host.kernel.runs.clear()
  await expect(reconcileGuest(host, web1)).rejects.toBe(error)
  expect(host.records.get(web1)).toMatchObject({ retry: null, intent: null, desired: 'running' })
})

test('a start that fails after a reboot of the host is tried again and told', async () => {
  const host = fakeHost({ guests: [runningGuest('web1')], refuse: 'runtime.start' })
  host.kernel.runs.clear()
  await expect(reconcileGuest(host, web1)).rejects.toMatchObject({ code: 'NATIVE_FAILED' })
  expect(await getGuest(host, web1)).toMatchObject({ state: 'failed' })
  host.faults.refuse.length = 0
  host.advance(30 * SECOND_MS)
  expect(await reconcileGuest(host, web1)).toBe('started')
})

test('a guest that runs although it should not is stopped', async () => {
  const host = fakeHost({ guests: [runningGuest('web1')] })
  await host.guests.update(web1, (now) => ({ ...now, desired: 'stopped' }))
  expect(await reconcileGuest(host, web1)).toBe('stopped')
  expect(host.kernel.isRunning(web1)).toBe(false)
})

test('a limit that a crash left between store and kernel is what the record says', async () => {
  const host = fakeHost({ guests: [runningGuest('web1')] })
  await host.guests.update(web1, (now) => ({
    ...now,
    intent: 'setLimit',
    limit: { ...now.limit, processes: 99 },
  }))
  expect(await reconcileGuest(host, web1)).toBe('limited')
  expect(host.kernel.limits.get(web1)).toMatchObject({ processes: 99 })
})

test('a limit that the kernel then refuses is what the kernel has', async () => {
  const host = fakeHost({ guests: [runningGuest('web1')], refuse: 'runtime.setLimit' })
  await host.guests.update(web1, (now) => ({
    ...now,
    intent: 'setLimit',
    limit: { ...now.limit, processes: 99 },
  }))
  expect(await reconcileGuest(host, web1)).toBe('limited')
  expect(host.records.get(web1)?.limit).toMatchObject({ processes: null })
})

test('a guest that another act removed is no fault', async () => {
  expect(await reconcileGuest(fakeHost(), web1)).toBe('none')
  expect(await reconcileGuest(fakeHost({ guests: [guestRecord('web1')] }), web1)).toBe('none')
})

test('the status with which an init ended is told', async () => {
  const host = fakeHost({ guests: [runningGuest('web1')] })
  const endings = [
    { status: 3 << 8, said: 'Its init exited with status 3.' },
    { status: 11, said: 'Its init was ended by signal 11.' },
  ]
  for (const { status, said } of endings) {
    await host.guests.update(web1, (now) => ({ ...now, retry: null, failure: null }))
    const ended = { stage: 'init', errno: 0, startedAtMs: host.now(), atMs: host.now(), status }
    host.kernel.runs.set(web1, { state: 'exited', reason: 'failed', ...ended })
    await reconcileGuest(host, web1)
    expect((await getGuest(host, web1)).failure).toContain(said)
  }
})

test('a crash loop shows its tries and the moment of the next', async () => {
  const host = fakeHost({ guests: [runningGuest('web1')] })
  expect(await getGuest(host, web1)).toMatchObject({ crashLoop: null })
  host.kernel.exit(web1, 'failed')
  await reconcileGuest(host, web1)
  const nextAt = new Date(host.now() + 5 * SECOND_MS).toISOString()
  expect(await getGuest(host, web1)).toMatchObject({ crashLoop: { tries: 0, nextAt } })
  host.advance(5 * SECOND_MS)
  await reconcileGuest(host, web1)
  expect(await getGuest(host, web1)).toMatchObject({
    state: 'running',
    crashLoop: { tries: 1, nextAt: null },
  })
  host.kernel.exit(web1, 'failed')
  await reconcileGuest(host, web1)
  const { crashLoop } = await getGuest(host, web1)
  expect(crashLoop).toEqual({ tries: 1, nextAt: new Date(host.now() + 30 * SECOND_MS).toISOString() })
})

test('a guest that was given up says so, and one that was stopped is in no loop', async () => {
  const retry = { tries: 5, at: '2026-01-01T00:00:00.000Z' }
  const host = fakeHost({ guests: [{ ...runningGuest('web1'), retry, failure: 'It fails.' }] })
  host.kernel.exit(web1, 'failed')
  expect(await getGuest(host, web1)).toMatchObject({ state: 'failed', crashLoop: { tries: 5, nextAt: null } })
  await host.guests.update(web1, (now) => ({ ...now, desired: 'stopped' }))
  expect(await getGuest(host, web1)).toMatchObject({ crashLoop: null })
})

test('a reboot of the host is no crash', async () => {
  const host = fakeHost({ guests: [runningGuest('web1')] })
  host.kernel.runs.clear()
  await reconcileGuest(host, web1)
  expect(await getGuest(host, web1)).toMatchObject({ state: 'running', crashLoop: null })
})
