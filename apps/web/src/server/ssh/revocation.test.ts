import { expect, test } from 'vitest'
import { SSH_CAUSES, timeSshRevocations } from '../testing/ssh-revocation.ts'

/** Far from the ten seconds after which everything is asked again; a hundred trials are timed by the slow test. */
const LATE_MS = 5000

for (const [name, cause] of Object.entries(SSH_CAUSES))
  test(`a shell over SSH ends at once, saying why: ${name}`, async () => {
    const times = await timeSshRevocations(cause, { rounds: 1, connections: 2 })
    expect(Math.max(...times)).toBeLessThan(LATE_MS)
  }, 60_000)
