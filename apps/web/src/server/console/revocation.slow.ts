import { expect, inject, test } from 'vitest'
import { CAUSES, figuresOf, p99Of } from '../testing/revocation.ts'
import { timeSocketRevocations } from '../testing/socket-revocation.ts'

const CONSOLES = 10

for (const [name, cause] of Object.entries(CAUSES))
  test(`99 of 100 consoles of browsers are closed within a second: ${name}`, async () => {
    const rounds = Math.ceil(inject('trials') / CONSOLES)
    const times = await timeSocketRevocations(cause, { rounds, consoles: CONSOLES })
    process.stdout.write(`${figuresOf(`WebSocket, ${name}`, times)}\n`)
    expect(p99Of(times)).toBeLessThan(1000)
  })
