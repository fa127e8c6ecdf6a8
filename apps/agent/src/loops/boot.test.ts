import { DEFAULT_OPTIONS } from '@vserver/core/context/model'
import { VserverError } from '@vserver/core/errors'
import type { GuestRecord } from '@vserver/core/guest/model'
import { guestName, guestRecord } from '@vserver/core/testing'
import { MINUTE_MS } from '@vserver/core/units'
import { expect, test } from 'vitest'
import { testAgent } from '../testing/test-agent.ts'
import { Boot } from './boot.ts'

const POLL_MS = 1

function wanted(name: string, dependsOn: string[] = [], order = 1000): GuestRecord {
  const options = { ...DEFAULT_OPTIONS, boot: { ...DEFAULT_OPTIONS.boot, order, dependsOn } }
  return guestRecord(name, { desired: 'running', options })
}

/** An agent on a host that has just started: nobody runs yet. */
function bootAgent(guests: GuestRecord[]) {
  const test = testAgent({ guests })
  test.host.kernel.runs.clear()
  const started: string[] = []
  const { start } = test.host.runtime
  test.host.runtime.start = async (spec) => {
    started.push(spec.name)
    return start(spec)
  }
  const { host, agent } = test
  const boot = new Boot({ host, reconciler: agent.reconciler, log: agent.log, pollMs: POLL_MS })
  return { ...test, started, boot }
}

const forEver = new AbortController().signal

test('after a start of the host a guest starts when those it depends on run', async () => {
  const { boot, started } = bootAgent([
    wanted('web', ['app'], 1),
    wanted('mail', [], 9),
    wanted('app', ['db'], 2),
    wanted('db', [], 500),
  ])
  await boot.hold()
  await boot.run(forEver)
  // Nobody waits for a guest that it does not depend on.
  expect(started.filter((name) => name !== 'mail')).toEqual(['db', 'app', 'web'])
  expect(started).toContain('mail')
})

test('after a start of the host guests start by their numbers', async () => {
  const numbers = [7, 3, 9, 1, 8, 2, 6, 4, 5]
  const { boot, started } = bootAgent(numbers.map((number) => wanted(`g${number}`, [], number)))
  await boot.hold()
  await boot.run(forEver)
  expect(started).toEqual(numbers.toSorted().map((number) => `g${number}`))
})

test('at most four guests start at once', async () => {
  const { boot, host } = bootAgent(Array.from({ length: 12 }, (_, index) => wanted(`g${index}`)))
  let atOnce = 0
  let most = 0
  const { start } = host.runtime
  host.runtime.start = async (spec) => {
    most = Math.max(most, ++atOnce)
    await new Promise((resolve) => setTimeout(resolve, 2))
    atOnce -= 1
    return start(spec)
  }
  await boot.hold()
  await boot.run(forEver)
  expect(most).toBe(4)
  expect(host.kernel.runs.size).toBe(12)
})

test('a guest waits for one that fails until that is given up, then starts and says so', async () => {
  const { boot, host, agent, started } = bootAgent([wanted('web', ['db']), wanted('db')])
  const { start } = host.runtime
  host.runtime.start = async (spec) => {
    if (spec.name === 'db') throw new VserverError('NATIVE_FAILED', 'The database is broken.')
    return start(spec)
  }
  await boot.hold()
  const running = boot.run(forEver)
  for (let minute = 0; minute < 16; minute++) {
    await agent.reconciler.all()
    expect(started).toEqual([])
    host.advance(MINUTE_MS)
  }
  for (let minute = 0; minute < 10; minute++) {
    host.advance(10 * MINUTE_MS)
    await agent.reconciler.all()
  }
  await running
  expect(started).toEqual(['web'])
  expect(host.records.get(guestName('web'))?.failure).toBe(
    'It was started although db, on which it depends, is not running.',
  )
})

test('a dependency that is stopped meanwhile holds up nobody', async () => {
  const { boot, host, started } = bootAgent([wanted('web', ['db']), wanted('db')])
  await boot.hold()
  await host.guests.update(guestName('db'), (now) => ({ ...now, desired: 'stopped' }))
  await boot.run(forEver)
  expect(started).toEqual(['web'])
})

test('a guest that was deleted meanwhile holds up nobody', async () => {
  const { boot, host, started } = bootAgent([wanted('web', ['db']), wanted('db')])
  await boot.hold()
  await host.guests.remove(guestName('db'))
  await boot.run(forEver)
  expect(started).toEqual(['web'])
})

test('the reconcile loop leaves guests alone whose turn has not come', async () => {
  const { boot, agent, started } = bootAgent([wanted('web')])
  await boot.hold()
  await agent.reconciler.all()
  expect(started).toEqual([])
  await boot.run(forEver)
  await agent.reconciler.all()
  expect(started).toEqual(['web'])
})

test('an agent that ends waits for nobody', async () => {
  const { boot, host } = bootAgent([wanted('web', ['db']), wanted('db')])
  host.runtime.start = () => Promise.reject(new VserverError('NATIVE_FAILED', 'It is broken.'))
  await boot.hold()
  const abort = new AbortController()
  const running = boot.run(abort.signal)
  abort.abort()
  await running
})
