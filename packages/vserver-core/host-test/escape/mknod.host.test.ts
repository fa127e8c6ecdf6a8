import { expect } from 'vitest'
import { expectRefused, NOT_PERMITTED } from '../refused.ts'
import { runShell } from '../run-in-guest.ts'
import { test } from '../scratch.ts'

test('root of a guest cannot make devices', async ({ scratch }) => {
  await scratch.createTiny('mknod')
  for (const device of ['b 8 0', 'b 254 0', 'c 1 1', 'c 10 237']) {
    const attack = `mknod /root/device ${device}`
    expectRefused(await runShell(scratch.host, 'mknod', attack), NOT_PERMITTED, attack)
  }
  const fifo = await runShell(scratch.host, 'mknod', 'mknod /root/fifo p')
  expect(fifo.code).toBe(0)
})
