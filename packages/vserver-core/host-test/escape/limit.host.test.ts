import { expect } from 'vitest'
import { kernelLimits } from '../kernel-view.ts'
import { expectRefused } from '../refused.ts'
import { runShell } from '../run-in-guest.ts'
import { test } from '../scratch.ts'

test('root of a guest cannot raise its own limits', async ({ scratch }) => {
  await scratch.createTiny('raise')
  const before = kernelLimits(scratch.instance, 'raise')
  const files = 'memory.max pids.max cpu.max memory.limit_in_bytes cpu.cfs_quota_us'
  const attack = `for name in ${files}; do for file in $(find /sys/fs/cgroup -name $name); do echo max >$file; echo -1 >$file; done; done`
  await runShell(scratch.host, 'raise', attack)
  expect(kernelLimits(scratch.instance, 'raise')).toEqual(before)
})

test('a guest finds no cgroups above its own', async ({ scratch }) => {
  await scratch.createTiny('above')
  const { output } = await runShell(
    scratch.host,
    'above',
    'cat /proc/self/cgroup; ls /sys/fs/cgroup/..; ls /sys/fs/cgroup',
  )
  expect(output).not.toContain(scratch.instance)
  const attack = 'echo 0 >/sys/fs/cgroup/../cgroup.procs'
  expectRefused(await runShell(scratch.host, 'above', attack), /read-only|denied|nonexistent/i, attack)
})
