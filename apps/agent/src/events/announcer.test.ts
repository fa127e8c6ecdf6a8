import type { HostEvent } from '@vserver/core/event/model'
import { guestName, runningGuest, templateId, unlimited } from '@vserver/core/testing'
import { expect, test } from 'vitest'
import { testAgent } from '../testing/test-agent.ts'

const web1 = guestName('web1')

/** Everything published until the agent is quiet. */
async function listen(test: ReturnType<typeof testAgent>, act: () => Promise<unknown>): Promise<HostEvent[]> {
  const abort = new AbortController()
  const heard: HostEvent[] = []
  const listening = (async () => {
    for await (const { events } of test.agent.events.subscribe(undefined, abort.signal)) heard.push(...events)
  })()
  await act()
  await test.agent.operations.idle()
  await new Promise((resolve) => setTimeout(resolve, 20))
  abort.abort()
  await listening
  return heard
}

test('a guest is announced in each of its states', async () => {
  const test = testAgent()
  const create = { name: web1, template: templateId, limit: unlimited() }
  const heard = await listen(test, () => test.caller.guest.create(create))
  const states = heard.flatMap((event) => (event.kind === 'guest' ? [event.guest.state] : []))
  expect(states.at(-1)).toBe('running')
  expect(new Set(states).size).toBe(states.length)
  expect(heard.filter((event) => event.kind === 'operation').at(-1)).toMatchObject({
    operation: { state: 'succeeded' },
  })
})

test('a deleted guest is announced as such, and its samples are forgotten', async () => {
  const test = testAgent({ guests: [runningGuest('web1')] })
  await test.agent.reconciler.all()
  await test.agent.sampler.tick()
  expect(test.agent.sampler.latest('web1')).not.toBeNull()
  const heard = await listen(test, () => test.caller.guest.delete({ name: web1 }))
  expect(heard).toContainEqual({ kind: 'guestDeleted', name: 'web1' })
  expect(test.agent.sampler.latest('web1')).toBeNull()
})

test('a guest that nobody changed is not announced again', async () => {
  const test = testAgent({ guests: [runningGuest('web1')] })
  await test.agent.reconciler.all()
  expect(await listen(test, () => test.agent.reconciler.all())).toEqual([])
})

test('a guest that was paused when the agent began is watched as one that runs', async () => {
  const paused = { ...runningGuest('web1'), pausedAt: '2026-01-01T00:00:00.000Z' }
  const test = testAgent({ guests: [paused] })
  await test.agent.reconciler.all()
  await test.agent.sampler.tick()
  expect(test.agent.sampler.latest('web1')).not.toBeNull()
})
