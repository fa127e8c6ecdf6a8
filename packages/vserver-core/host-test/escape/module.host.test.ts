import { copyFileSync } from 'node:fs'
import path from 'node:path'
import { expect } from 'vitest'
import { runShell } from '../run-in-guest.ts'
import { test } from '../scratch.ts'

test('root of a guest cannot load kernel modules', async ({ scratch }) => {
  await scratch.createTiny('module')
  const file = path.join(scratch.dataDir, 'storage', 'guests', 'module', 'upper', 'any.ko')
  copyFileSync('/bin/busybox', file)
  const { code, output } = await runShell(scratch.host, 'module', 'insmod /any.ko')
  expect(code).not.toBe(0)
  // ENOEXEC would mean that the kernel had looked at the file.
  expect(output).toMatch(/not permitted/i)
})
