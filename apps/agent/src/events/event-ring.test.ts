import type { HostEvent } from '@vserver/core/event/model'
import { batchOf } from '@vserver/core/sample'
import { expect, test } from 'vitest'
import { EVENTS_AT_ONCE, EVENTS_KEPT, type EventMessage, EventRing, SAMPLES_KEPT } from './event-ring.ts'

const deleted = (name: string): HostEvent => ({ kind: 'guestDeleted', name })

/** The next message behind the cursor. */
async function take(ring: EventRing, lastEventId: string | undefined): Promise<EventMessage> {
  for await (const message of ring.subscribe(lastEventId, new AbortController().signal)) return message
  throw new Error('The subscription ended.')
}

test('a listener hears what comes after it began', async () => {
  const ring = new EventRing()
  ring.publish(deleted('before'))
  const heard = take(ring, undefined)
  await Promise.resolve()
  ring.publish(deleted('a'))
  ring.publish(deleted('b'))
  expect((await heard).events).toEqual([deleted('a'), deleted('b')])
})

test('what happened while a listener was busy is told at once, in order, and not too much of it', async () => {
  const ring = new EventRing()
  const events = ring.subscribe(undefined, AbortSignal.timeout(5000))
  const next = async (): Promise<string[]> => {
    const { value }: { value?: EventMessage } = await events.next()
    return (value?.events ?? []).map((event) => ('name' in event ? event.name : event.kind))
  }
  const first = next()
  ring.publish(deleted('first'))
  expect(await first).toEqual(['first'])
  // So many that they go over the ring's end.
  const names = Array.from({ length: EVENTS_KEPT - 1 }, (_, index) => `g${index}`)
  for (const name of names) ring.publish(deleted(name))
  const told: string[][] = []
  for (let message = 0; message < EVENTS_KEPT / EVENTS_AT_ONCE; message++) told.push(await next())
  expect(told.flat()).toEqual(names)
  expect(told[0]).toHaveLength(EVENTS_AT_ONCE)
})

test('a listener resumes behind the last event it had', async () => {
  const ring = new EventRing()
  const first = take(ring, undefined)
  await Promise.resolve()
  ring.publish(deleted('a'))
  const { id } = await first
  for (const name of ['b', 'c']) ring.publish(deleted(name))
  expect((await take(ring, id)).events).toEqual([deleted('b'), deleted('c')])
})

test('a cursor that is too old is told to read everything again, then goes on', async () => {
  const ring = new EventRing()
  const first = take(ring, undefined)
  await Promise.resolve()
  ring.publish(deleted('a'))
  const { id } = await first
  for (let index = 0; index <= EVENTS_KEPT; index++) ring.publish(deleted('x'))
  const reset = await take(ring, id)
  expect(reset.events).toEqual([{ kind: 'reset' }])
  ring.publish(deleted('next'))
  expect((await take(ring, reset.id)).events).toEqual([deleted('next')])
})

test('of samples only the last are kept, and of the rest all', async () => {
  const ring = new EventRing()
  const sampled: HostEvent = { kind: 'samples', samples: batchOf([]) }
  // So long ago that its place is the first guest's when it would be forgotten.
  ring.publish(sampled)
  for (let index = 0; index < EVENTS_KEPT - 3; index++) ring.publish(deleted('x'))
  const first = take(ring, undefined)
  await Promise.resolve()
  ring.publish(deleted('y'))
  const { id } = await first
  for (let index = 0; index < 3 * SAMPLES_KEPT; index++) {
    ring.publish(sampled)
    ring.publish(deleted(`g${index}`))
  }
  const { events } = await take(ring, id)
  expect(events.filter(({ kind }) => kind === 'samples')).toHaveLength(SAMPLES_KEPT)
  expect(events.slice(-2)).toEqual([sampled, deleted(`g${3 * SAMPLES_KEPT - 1}`)])
  const others = events.filter(({ kind }) => kind !== 'samples')
  expect(others).toEqual(Array.from({ length: 3 * SAMPLES_KEPT }, (_, index) => deleted(`g${index}`)))
})

test.each(['', 'x', '0123456789ab.3', 'nonsense.NaN'])(
  'the cursor %s of another agent is reset',
  async (cursor) => {
    const ring = new EventRing()
    ring.publish(deleted('a'))
    expect((await take(ring, cursor)).events).toEqual([{ kind: 'reset' }])
  },
)

test('a listener that goes away ends its subscription', async () => {
  const abort = new AbortController()
  const listening = new EventRing().subscribe(undefined, abort.signal).next()
  abort.abort()
  expect(await listening).toMatchObject({ done: true })
})
