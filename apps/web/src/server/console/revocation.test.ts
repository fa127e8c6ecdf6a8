import { once } from 'node:events'
import { afterAll, expect, test } from 'vitest'
import type WebSocket from 'ws'
import type { ServiceContext } from '../context.ts'
import { shellOf, soldOnWire } from '../testing/console-wire.ts'
import { CAUSES, type Cause, figuresOf, p99Of, prepare } from '../testing/revocation.ts'
import type { Tenant, World } from '../testing/world.ts'

const ROUNDS = 10
const CONSOLES = 10
const TRIALS = ROUNDS * CONSOLES
/** Under a second is the goal on a machine that is not busy; a busy one still must not wait for the recheck. */
const LATE_MS = 5000

type Wire = { world: World; tenant: Tenant; guestId: string }

/** Opens some consoles at once, ends them all, and says how long each took and what it said. */
async function round(wire: Wire, cause: Cause) {
  const people: ServiceContext[] = []
  for (let index = 0; index < CONSOLES; index++) people.push(await cause.person(wire))
  const shells = await Promise.all(people.map((ctx) => shellOf(ctx, wire.guestId)))
  const sessionIds = people.map(({ viewer }) => viewer.sessionId)
  const opened = { sessionIds, consoleIds: shells.map(({ consoleId }) => consoleId) }
  const ends = shells.map(({ browser }) => endOf(browser))
  const beganMs = performance.now()
  await cause.act(wire, opened)
  const results = await Promise.all(ends)
  await cause.undo?.(wire, opened)
  return results.map((result) => ({ ...result, tookMs: result.atMs - beganMs }))
}

async function endOf(browser: WebSocket) {
  const said = once(browser, 'message')
  const [code] = await once(browser, 'close')
  const atMs = performance.now()
  return { code, atMs, message: JSON.parse(String((await said)[0])).message }
}

const figures: string[] = []
afterAll(() => void process.stdout.write(`${figures.join('\n')}\n`))

for (const [name, cause] of Object.entries(CAUSES))
  test(`of ${TRIALS} open consoles each is closed at once, saying why: ${name}`, async () => {
    const wire = await soldOnWire()
    await prepare(wire)
    const times: number[] = []
    for (let index = 0; index < ROUNDS; index++)
      for (const { code, message, tookMs } of await round(wire, cause)) {
        expect(code).toBe(cause.code)
        expect(message).toMatch(cause.says)
        times.push(tookMs)
      }
    figures.push(figuresOf(name, times))
    expect(p99Of(times)).toBeLessThan(LATE_MS)
  }, 120_000)
