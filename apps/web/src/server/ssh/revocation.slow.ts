import { expect, inject, test } from 'vitest'
import { figuresOf, p99Of } from '../testing/revocation.ts'
import { SSH_CAUSES, timeSshRevocations } from '../testing/ssh-revocation.ts'

/** As many as a user may have. */
const CONNECTIONS = 10

for (const [name, cause] of Object.entries(SSH_CAUSES))
  test(`99 of 100 shells over SSH end within a second: ${name}`, async () => {
    const rounds = Math.ceil(inject('trials') / CONNECTIONS)
    const times = await timeSshRevocations(cause, { rounds, connections: CONNECTIONS })
    process.stdout.write(`${figuresOf(`SSH, ${name}`, times)}\n`)
    expect(p99Of(times)).toBeLessThan(1000)
  })
