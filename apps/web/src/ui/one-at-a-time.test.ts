import { expect, test } from 'vitest'
import { oneAtATime } from './one-at-a-time.ts'

test('a form that is sent again while it waits for its schema is sent once, and again after that', async () => {
  const once = oneAtATime()
  const sent: number[] = []
  let schema = Promise.withResolvers<void>()
  const send = (number: number) => once(() => schema.promise.then(() => void sent.push(number)))
  send(1)
  send(2)
  schema.resolve()
  await expect.poll(() => sent).toEqual([1])
  schema = Promise.withResolvers()
  send(3)
  schema.resolve()
  await expect.poll(() => sent).toEqual([1, 3])
})
