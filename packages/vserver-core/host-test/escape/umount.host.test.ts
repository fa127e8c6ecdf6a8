import { expect } from 'vitest'
import { runShell } from '../run-in-guest.ts'
import { test } from '../scratch.ts'

test('root of a guest cannot take the masks off /proc', async ({ scratch }) => {
  await scratch.createTiny('umount')
  for (const target of ['/proc/sys', '/proc', '/sys', '/']) {
    const { code } = await runShell(scratch.host, 'umount', `umount ${target}`)
    expect(code, target).not.toBe(0)
  }
  const remount = await runShell(scratch.host, 'umount', 'mount -o remount,rw /proc/sys')
  expect(remount.code).not.toBe(0)
  const write = await runShell(scratch.host, 'umount', 'echo 1 >/proc/sys/kernel/sysrq')
  expect(write.code).not.toBe(0)
})
