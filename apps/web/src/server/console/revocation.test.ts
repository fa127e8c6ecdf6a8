import { expect, test } from 'vitest'
import { CAUSES } from '../testing/revocation.ts'
import { timeSocketRevocations } from '../testing/socket-revocation.ts'

/** Far from the ten seconds after which everything is asked again; a hundred trials are timed by the slow test. */
const LATE_MS = 5000

for (const [name, cause] of Object.entries(CAUSES))
  test(`every console of a browser that is open is closed at once, saying why: ${name}`, async () => {
    const times = await timeSocketRevocations(cause, { rounds: 2, consoles: 10 })
    expect(Math.max(...times)).toBeLessThan(LATE_MS)
  }, 60_000)
