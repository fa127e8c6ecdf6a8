import { guestName, guestRecord, runningGuest } from '@vserver/core/testing'
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '@vserver/core/units'
import { expect, test } from 'vitest'
import { testAgent } from '../testing/test-agent.ts'
import { StateWatch } from './state-watch.ts'

const web1 = guestName('web1')

function watched(guests = [runningGuest('web1')]) {
  const test = testAgent({ guests })
  const { agent, caller } = test
  const changes = async () => {
    await agent.reconciler.all()
    await agent.states.idle()
    const { changes: found } = await caller.availability.get({ name: web1 })
    return found.map(({ state, reason }) => `${state} ${reason}`)
  }
  return { ...test, changes }
}

test('a guest that is stopped, started and fails is told so, with the reason', async () => {
  const { host, caller, outcome, changes } = watched()
  expect(await changes()).toEqual(['up wanted'])
  host.advance(HOUR_MS)
  await outcome(await caller.guest.stop({ name: web1 }))
  expect(await changes()).toEqual(['up wanted', 'down wanted'])
  host.advance(HOUR_MS)
  await outcome(await caller.guest.start({ name: web1 }))
  host.advance(HOUR_MS)
  host.kernel.exit(web1, 'killed')
  const all = await changes()
  expect(all.slice(0, 4)).toEqual(['up wanted', 'down wanted', 'up wanted', 'down failed'])
  const { months } = await caller.availability.get({ name: web1 })
  expect(months).toMatchObject([
    { month: '2026-01', upSeconds: 7200, wantedDownSeconds: 3600, restarts: all.length > 4 ? 2 : 1 },
  ])
})

test('a host that was down is found by its boot, and its guests were down with it', async () => {
  const { host, agent, caller, changes } = watched()
  await agent.states.begin()
  await changes()
  host.advance(10 * MINUTE_MS)
  await agent.states.seen()
  const seenMs = host.now()
  host.advance(HOUR_MS)
  host.traffic.bootId = async () => 'boot-2'
  host.kernel.boot(runningGuest('web1'))
  const { log, stateChanges, storedGuests } = agent
  const next = new StateWatch({ host, log, stored: stateChanges, storedGuests })
  await next.begin()
  const { guest } = { guest: await caller.guest.get({ name: web1 }) }
  next.hear({ kind: 'guest', guest })
  await next.idle()
  const { changes: all, months } = await caller.availability.get({ name: web1 })
  expect(all).toMatchObject([
    { state: 'up' },
    { state: 'down', reason: 'host', at: seenMs },
    { state: 'up', reason: 'wanted', at: host.now() },
  ])
  expect(months).toMatchObject([{ upSeconds: 600, failedDownSeconds: HOUR_MS / SECOND_MS, restarts: 1 }])
})

test('an agent that comes back while its host is up finds nothing to tell', async () => {
  const { host, agent, changes } = watched()
  await agent.states.begin()
  await changes()
  host.advance(HOUR_MS)
  const { log, stateChanges, storedGuests } = agent
  await new StateWatch({ host, log, stored: stateChanges, storedGuests }).begin()
  expect(await changes()).toEqual(['up wanted'])
})

test('a guest that never ran has no availability', async () => {
  const { caller } = watched([guestRecord('web1')])
  expect(await caller.availability.get({ name: web1 })).toEqual({ changes: [], months: [] })
})

test('old changes go, but for the last one before', async () => {
  const { agent, host } = watched()
  const guest = (await agent.storedGuests.idOf(runningGuest('web1'))) ?? 0
  const year = 365 * 24 * HOUR_MS
  const nowMs = host.now()
  const at = (years: number, state: 'up' | 'down') =>
    ({ at: nowMs - years * year, state, reason: 'wanted' }) as const
  await agent.stateChanges.add(guest, [at(5, 'up'), at(4, 'down'), at(3, 'up'), at(1, 'down')])
  await agent.stateChanges.prune(nowMs)
  expect(await agent.stateChanges.list(guest)).toEqual([at(3, 'up'), at(1, 'down')])
})
