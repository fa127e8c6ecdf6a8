import { once } from 'node:events'
import { expect } from 'vitest'
import type WebSocket from 'ws'
import type { ServiceContext } from '../context.ts'
import { shellOf, soldOnWire } from './console-wire.ts'
import { type Cause, prepare } from './revocation.ts'

/** Long after everything is asked again: it stays open. */
const STAYS_MS = 30_000

/** Milliseconds from the cause to the close of the socket, for each of so many consoles in so many rounds. */
export async function timeSocketRevocations(
  cause: Cause,
  { rounds, consoles }: { rounds: number; consoles: number },
): Promise<number[]> {
  const wire = await soldOnWire()
  await prepare(wire)
  const times: number[] = []
  for (let round = 0; round < rounds; round++) {
    const people: ServiceContext[] = []
    for (let index = 0; index < consoles; index++) people.push(await cause.person(wire))
    const shells = await Promise.all(people.map((ctx) => shellOf(ctx, wire.guestId)))
    const sessionIds = people.map(({ viewer }) => viewer.sessionId)
    const opened = { sessionIds, consoleIds: shells.map(({ consoleId }) => consoleId) }
    const ends = shells.map(({ browser }) => endOf(browser))
    const beganMs = performance.now()
    await cause.act(wire, opened)
    for (const { code, message, atMs } of await Promise.all(ends)) {
      expect(code).toBe(cause.code)
      expect(message).toMatch(cause.says)
      times.push(atMs - beganMs)
    }
    await cause.undo?.(wire, opened)
  }
  return times
}

async function endOf(browser: WebSocket) {
  const said = once(browser, 'message')
  const [code] = await once(browser, 'close', { signal: AbortSignal.timeout(STAYS_MS) })
  const atMs = performance.now()
  return { code, atMs, message: JSON.parse(String((await said)[0])).message }
}
