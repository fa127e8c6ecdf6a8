import type { HostEvent } from '@vserver/core/event/model'
import { guestName, guestRecord, runningGuest } from '@vserver/core/testing'
import { expect, test } from 'vitest'
import { testAgent } from '../testing/test-agent.ts'

const web1 = guestName('web1')

/** The next helper events, as a listener gets them. */
async function hear(test: ReturnType<typeof testAgent>, count: number): Promise<HostEvent[]> {
  const heard: HostEvent[] = []
  for await (const { events } of test.agent.events.subscribe(undefined, AbortSignal.timeout(5000))) {
    heard.push(...events.filter(({ kind }) => kind === 'helper'))
    if (heard.length >= count) break
  }
  return heard
}

test('what a supervisor tells reaches the listeners in its order, once', async () => {
  const test = testAgent({ guests: [runningGuest('web1')] })
  await test.agent.reconciler.all()
  const heard = hear(test, 3)
  for (const action of ['oom', 'restart', 'shutdown'] as const) test.host.told.tell(web1, action)
  const at = new Date(test.host.now()).toISOString()
  expect(await heard).toEqual([
    { kind: 'helper', name: 'web1', seq: 1, at, action: 'oom' },
    { kind: 'helper', name: 'web1', seq: 2, at, action: 'restart' },
    { kind: 'helper', name: 'web1', seq: 3, at, action: 'shutdown' },
  ])
})

test('what a guest told before it was first seen running is told', async () => {
  const test = testAgent({ guests: [guestRecord('web1')] })
  test.host.told.tell(web1, 'startup')
  const heard = hear(test, 1)
  await test.outcome(await test.caller.guest.start({ name: web1 }))
  expect(await heard).toMatchObject([{ action: 'startup' }])
})

test('what was told to an earlier agent is history, not news', async () => {
  const test = testAgent({ guests: [runningGuest('web1')] })
  test.host.told.tell(web1, 'startup')
  await test.agent.helpers.skipHistory()
  await test.agent.reconciler.all()
  const heard = hear(test, 1)
  test.host.told.tell(web1, 'oom')
  expect(await heard).toMatchObject([{ action: 'oom', seq: 2 }])
  const history = await test.caller.event.helper({ name: web1 })
  expect(history.map((event) => event.action)).toEqual(['startup', 'oom'])
  expect(await test.caller.event.helper({ name: web1, last: 1 })).toMatchObject([{ action: 'oom' }])
})

test('a deleted guest is watched no more, and its namesake begins anew', async () => {
  const test = testAgent({ guests: [runningGuest('web1')] })
  await test.agent.reconciler.all()
  expect(test.host.told.watchers(web1)).toBe(1)
  await test.outcome(await test.caller.guest.delete({ name: web1 }))
  await expect.poll(() => test.host.told.watchers(web1)).toBe(0)
})

test('the history of an unknown guest is not found', async () => {
  const { caller } = testAgent()
  await expect(caller.event.helper({ name: web1 })).rejects.toMatchObject({ code: 'NOT_FOUND' })
})
