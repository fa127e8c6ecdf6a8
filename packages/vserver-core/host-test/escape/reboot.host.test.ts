import { readFileSync } from 'node:fs'
import { expect } from 'vitest'
import { GuestName } from '../../src/guest/model.ts'
import { expectRefused } from '../refused.ts'
import { runShell } from '../run-in-guest.ts'
import { test } from '../scratch.ts'
import { patient } from '../slowness.ts'

test('a reboot in a guest ends that guest and nothing else', async ({ scratch }) => {
  await scratch.createTiny('reboot')
  await scratch.createTiny('other')
  const before = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8')
  await runShell(scratch.host, 'reboot', 'reboot -f').catch(() => {})
  expect(await scratch.host.runtime.waitExit(GuestName.parse('reboot'), patient(10_000))).toBe(true)
  expect(readFileSync('/proc/sys/kernel/random/boot_id', 'utf8')).toBe(before)
  expect(await scratch.host.runtime.inspect(GuestName.parse('other'))).toMatchObject({ state: 'running' })
})

test('sysrq is out of reach', async ({ scratch }) => {
  await scratch.createTiny('sysrq')
  const attack = 'echo b >/proc/sysrq-trigger'
  // A kernel without sysrq has no such file.
  expectRefused(await runShell(scratch.host, 'sysrq', attack), /read-only|denied|nonexistent/i, attack)
})
