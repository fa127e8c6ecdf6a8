import { expect } from 'vitest'
import { runShell } from '../run-in-guest.ts'
import { test } from '../scratch.ts'

test('walking up out of a chroot ends at the root of the guest', async ({ scratch }) => {
  await scratch.createTiny('chroot')
  const up = '../'.repeat(40)
  const marker = `/root/${scratch.instance}`
  await runShell(scratch.host, 'chroot', `touch ${marker}`)
  for (const root of [`/proc/1/root/${up}`, `/proc/self/cwd/${up}`, `/dev/fd/../../../${up}`]) {
    const { output } = await runShell(scratch.host, 'chroot', `cd ${root} && ls root`)
    expect(output.trim(), root).toBe(scratch.instance)
  }
  const twice =
    'mkdir -p /tmp/jail/bin && cp /bin/busybox /tmp/jail/bin/ 2>/dev/null; chroot / /bin/sh -c "cd /; ls root"'
  const { output } = await runShell(scratch.host, 'chroot', twice)
  expect(output.trim()).toBe(scratch.instance)
})

test('no path of a guest leads to files of the host', async ({ scratch }) => {
  await scratch.createTiny('paths')
  const { output } = await runShell(
    scratch.host,
    'paths',
    `find / -xdev -name "${scratch.instance}" 2>/dev/null`,
  )
  expect(output.trim()).toBe('')
  const mounts = await runShell(scratch.host, 'paths', 'cat /proc/self/mountinfo')
  expect(mounts.output).not.toContain(scratch.dataDir)
})
