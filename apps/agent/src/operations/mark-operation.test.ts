import { DEFAULT_OPTIONS } from '@vserver/core/context/model'
import { VserverError } from '@vserver/core/errors'
import type { GuestRecord } from '@vserver/core/guest/model'
import { guestName, guestRecord } from '@vserver/core/testing'
import { expect, test } from 'vitest'
import { testAgent } from '../testing/test-agent.ts'

function marked(name: string, mark: string, dependsOn: string[] = []): GuestRecord {
  return guestRecord(name, {
    options: { ...DEFAULT_OPTIONS, boot: { ...DEFAULT_OPTIONS.boot, mark, dependsOn } },
  })
}

const guests = [marked('web', 'shop', ['db']), marked('db', 'shop'), marked('other', 'default')]

test('all guests of a mark are started in their order, and stopped in the reverse', async () => {
  const { caller, host, outcome } = testAgent({ guests })
  const acts: string[] = []
  const { start, stop } = host.runtime
  host.runtime.start = async (spec) => {
    acts.push(`start ${spec.name}`)
    return start(spec)
  }
  host.runtime.stop = async (name) => {
    acts.push(`stop ${name}`)
    return stop(name)
  }
  const started = await caller.guest.startMark({ mark: 'shop' })
  expect(started).toMatchObject({ kind: 'mark.start', subject: 'mark:shop', state: 'running' })
  expect(await outcome(started)).toMatchObject({ state: 'succeeded', percent: 100 })
  expect(await outcome(await caller.guest.stopMark({ mark: 'shop' }))).toMatchObject({ state: 'succeeded' })
  expect(acts).toEqual(['start db', 'start web', 'stop web', 'stop db'])
  expect(host.kernel.isRunning(guestName('other'))).toBe(false)
})

test('one guest that fails holds up no other, and the operation tells it', async () => {
  const { caller, host, outcome } = testAgent({ guests })
  const { start } = host.runtime
  host.runtime.start = async (spec) => {
    if (spec.name === 'db') throw new VserverError('NO_CAPACITY', 'The storage is full.')
    return start(spec)
  }
  const operation = await caller.guest.startMark({ mark: 'shop' })
  expect(await outcome(operation)).toMatchObject({
    state: 'failed',
    error: { code: 'NO_CAPACITY', message: '1 of 2 guests did not start.' },
  })
  const log = await caller.operation.log({ id: operation.id })
  expect(log).toContain('db: The storage is full.')
  expect(log).toContain('web runs although db, on which it depends, does not.')
  expect(host.kernel.isRunning(guestName('web'))).toBe(true)
})

test('repeated calls with one key are one operation', async () => {
  const { caller, outcome } = testAgent({ guests })
  const first = await caller.guest.startMark({ mark: 'shop', idempotencyKey: 'k' })
  await outcome(first)
  expect((await caller.guest.startMark({ mark: 'shop', idempotencyKey: 'k' })).id).toBe(first.id)
})

test('a mark that no guest has is not found', async () => {
  const { caller } = testAgent({ guests })
  await expect(caller.guest.startMark({ mark: 'nobody' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await expect(caller.guest.stopMark({ mark: '../x' })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
})
