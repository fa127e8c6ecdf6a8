import { expect, test } from 'vitest'
import { readEventStream } from './event-stream.ts'

async function read(...chunks: string[]) {
  const bytes = chunks.map((chunk) => new TextEncoder().encode(chunk))
  return Array.fromAsync(
    readEventStream(
      (async function* () {
        yield* bytes
      })(),
    ),
  )
}

test('events are put together from however the bytes were cut', async () => {
  const text = 'event: connected\ndata: {}\n\nid: 7\ndata: {"a":\ndata: "ü"}\n\nevent: ping\ndata: \n\n'
  const whole = await read(text)
  expect(whole).toEqual([
    { event: 'connected', id: null, data: '{}' },
    { event: 'message', id: '7', data: '{"a":\n"ü"}' },
    { event: 'ping', id: null, data: '' },
  ])
  expect(await read(...text)).toEqual(whole)
})

test('an event that was cut off is not told', async () => {
  expect(await read('id: 1\ndata: x\n\nid: 2\ndata: half')).toEqual([
    { event: 'message', id: '1', data: 'x' },
  ])
})
