import { expect } from 'vitest'
import { runShell } from '../run-in-guest.ts'
import { test } from '../scratch.ts'

test('root of a guest cannot make devices', async ({ scratch }) => {
  await scratch.createTiny('mknod')
  for (const device of ['b 8 0', 'b 254 0', 'c 1 1', 'c 10 237']) {
    const { code } = await runShell(scratch.host, 'mknod', `mknod /root/device ${device}`)
    expect(code, device).not.toBe(0)
  }
  const fifo = await runShell(scratch.host, 'mknod', 'mknod /root/fifo p')
  expect(fifo.code).toBe(0)
})
