import { copyFileSync } from 'node:fs'
import path from 'node:path'
import { expectRefused, NOT_PERMITTED } from '../refused.ts'
import { runShell } from '../run-in-guest.ts'
import { test } from '../scratch.ts'

test('root of a guest cannot load kernel modules', async ({ scratch }) => {
  await scratch.createTiny('module')
  copyFileSync(
    '/bin/busybox',
    path.join(scratch.dataDir, 'storage', 'guests', 'module', 'data/1/upper', 'any.ko'),
  )
  // "Invalid module format" would mean that the kernel had looked at the file.
  expectRefused(await runShell(scratch.host, 'module', 'insmod /any.ko'), NOT_PERMITTED, 'insmod')
})
