import { expectRefused, NOT_PERMITTED } from '../refused.ts'
import { runShell } from '../run-in-guest.ts'
import { test } from '../scratch.ts'

test('root of a guest cannot change its mounts', async ({ scratch }) => {
  await scratch.createTiny('umount')
  const attacks = [
    'umount /proc/sys',
    'umount /proc',
    'umount /sys',
    'umount /',
    'mount -o remount,rw /proc/sys',
  ]
  for (const attack of [...attacks, 'mount -t tmpfs none /tmp', 'mount -t proc none /tmp']) {
    expectRefused(await runShell(scratch.host, 'umount', attack), NOT_PERMITTED, attack)
  }
})

test('root of a guest cannot write the settings of the kernel', async ({ scratch }) => {
  await scratch.createTiny('sysctl')
  for (const file of ['vm/drop_caches', 'kernel/core_pattern', 'kernel/hostname']) {
    const attack = `echo 1 >/proc/sys/${file}`
    expectRefused(await runShell(scratch.host, 'sysctl', attack), /read-only|denied/i, attack)
  }
})
