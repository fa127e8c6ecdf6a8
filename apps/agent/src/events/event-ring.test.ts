import type { HostEvent } from '@vserver/core/event/model'
import { expect, test } from 'vitest'
import { EVENTS_KEPT, EventRing, type NumberedEvent } from './event-ring.ts'

const deleted = (name: string): HostEvent => ({ kind: 'guestDeleted', name })

async function take(
  ring: EventRing,
  lastEventId: string | undefined,
  count: number,
): Promise<NumberedEvent[]> {
  const abort = new AbortController()
  const taken: NumberedEvent[] = []
  for await (const event of ring.subscribe(lastEventId, abort.signal)) {
    taken.push(event)
    if (taken.length === count) abort.abort()
  }
  return taken
}

test('a listener hears what comes after it began', async () => {
  const ring = new EventRing()
  ring.publish(deleted('before'))
  const heard = take(ring, undefined, 2)
  await Promise.resolve()
  ring.publish(deleted('a'))
  ring.publish(deleted('b'))
  expect((await heard).map(({ event }) => event)).toEqual([deleted('a'), deleted('b')])
})

test('a listener resumes behind the last event it had', async () => {
  const ring = new EventRing()
  const first = take(ring, undefined, 1)
  await Promise.resolve()
  for (const name of ['a', 'b', 'c']) ring.publish(deleted(name))
  const [last] = await first
  expect((await take(ring, last?.id, 2)).map(({ event }) => event)).toEqual([deleted('b'), deleted('c')])
})

test('a cursor that is too old is told to read everything again, then goes on', async () => {
  const ring = new EventRing()
  const first = take(ring, undefined, 1)
  await Promise.resolve()
  ring.publish(deleted('a'))
  const [last] = await first
  for (let index = 0; index <= EVENTS_KEPT; index++) ring.publish(deleted('x'))
  const [reset] = await take(ring, last?.id, 1)
  expect(reset?.event).toEqual({ kind: 'reset' })
  ring.publish(deleted('next'))
  expect((await take(ring, reset?.id, 1))[0]?.event).toEqual(deleted('next'))
})

test.each(['', 'x', '0123456789ab.3', 'nonsense.NaN'])(
  'the cursor %s of another agent is reset',
  async (cursor) => {
    const ring = new EventRing()
    ring.publish(deleted('a'))
    expect((await take(ring, cursor, 1))[0]?.event).toEqual({ kind: 'reset' })
  },
)

test('a listener that goes away ends its subscription', async () => {
  const abort = new AbortController()
  const listening = new EventRing().subscribe(undefined, abort.signal).next()
  abort.abort()
  expect(await listening).toMatchObject({ done: true })
})
