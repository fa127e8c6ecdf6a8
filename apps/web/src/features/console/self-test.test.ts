import { expect, test } from 'vitest'
import { CLOSE } from '@/server/services/console/constants.ts'
import { testTransport } from './self-test.ts'
import { fakeSocket } from './testing/fake-socket.ts'

/** A way to the panel; `code` null: nothing answers and the connection is cut. */
function wayTo({ code, answerMs = 0 }: { code: number | null; answerMs?: number }) {
  const clock = { ms: 0 }
  const openSocket = () => {
    const socket = fakeSocket()
    queueMicrotask(() => {
      if (code === null) return socket.drop(1006)
      clock.ms += 20
      socket.onopen?.()
      clock.ms += answerMs
      socket.say({ type: 'error', message: 'no' })
      socket.drop(code)
    })
    return socket
  }
  return testTransport(openSocket, () => clock.ms)
}

test('a way that carries everything is good, and says how long a key takes', async () => {
  const found = await wayTo({ code: CLOSE.badRequest, answerMs: 12 })
  expect(found.map(({ what, outcome }) => `${what} ${outcome}`)).toEqual([
    'Transport good',
    'Latency good',
    'Reasons good',
  ])
  expect(found[1]?.says).toContain('12 ms')
})

test('a proxy that passes no WebSockets is named, with what to mend', async () => {
  expect(await wayTo({ code: null })).toMatchObject([
    { what: 'Transport', outcome: 'bad', mend: expect.stringContaining('/ws/console') },
  ])
})

test('a slow way and one that swallows reasons are warnings', async () => {
  const found = await wayTo({ code: 1006, answerMs: 400 })
  expect(found.map(({ outcome }) => outcome)).toEqual(['good', 'warn', 'warn'])
})
