import { expect, test } from 'vitest'
import { Listeners } from './listeners.ts'

const deleted = (name: string) => ({ kind: 'guestDeleted', name }) as const

test('a listener gets what was published since it began to listen, in order', async () => {
  const listeners = new Listeners()
  listeners.publish(deleted('before'))
  const stop = new AbortController()
  const events = listeners.listen(stop.signal)
  listeners.publish(deleted('a'))
  listeners.publish(deleted('b'))
  stop.abort()
  expect(await Array.fromAsync(events)).toEqual([deleted('a'), deleted('b')])
})

test('who does not take events for long is told to read everything again', async () => {
  const listeners = new Listeners()
  const stop = new AbortController()
  const events = listeners.listen(stop.signal)
  for (let i = 0; i < 1001; i++) listeners.publish(deleted(`g${i}`))
  listeners.publish(deleted('last'))
  stop.abort()
  expect(await Array.fromAsync(events)).toEqual([{ kind: 'reset' }, deleted('last')])
})

test('a listener that waits is woken by an event and by the end', async () => {
  const listeners = new Listeners()
  const stop = new AbortController()
  const events = listeners.listen(stop.signal)[Symbol.asyncIterator]()
  const first = events.next()
  listeners.publish(deleted('a'))
  expect(await first).toEqual({ done: false, value: deleted('a') })
  const second = events.next()
  stop.abort()
  expect(await second).toMatchObject({ done: true })
})
