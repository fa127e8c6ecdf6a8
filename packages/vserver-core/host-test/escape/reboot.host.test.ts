import { readFileSync } from 'node:fs'
import { expect } from 'vitest'
import { GuestName } from '../../src/guest/model.ts'
import { runShell } from '../run-in-guest.ts'
import { test } from '../scratch.ts'

test('a reboot in a guest ends that guest and nothing else', async ({ scratch }) => {
  await scratch.createTiny('reboot')
  await scratch.createTiny('other')
  const before = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8')
  await runShell(scratch.host, 'reboot', 'reboot -f').catch(() => {})
  expect(await scratch.host.runtime.waitExit(GuestName.parse('reboot'), 10_000)).toBe(true)
  expect(readFileSync('/proc/sys/kernel/random/boot_id', 'utf8')).toBe(before)
  expect(await scratch.host.runtime.inspect(GuestName.parse('other'))).toMatchObject({ state: 'running' })
})

test('sysrq and kexec are out of reach', async ({ scratch }) => {
  await scratch.createTiny('sysrq')
  const { code } = await runShell(scratch.host, 'sysrq', 'echo b >/proc/sysrq-trigger')
  expect(code).not.toBe(0)
})
