import { expect } from 'vitest'
import { runShell } from '../run-in-guest.ts'
import { test } from '../scratch.ts'

test('root of a guest cannot make namespaces', async ({ scratch }) => {
  await scratch.createTiny('unshare')
  for (const flag of ['-U', '-m', '-n', '-p', '-u', '-i']) {
    const { code } = await runShell(scratch.host, 'unshare', `unshare ${flag} true`)
    expect(code, flag).not.toBe(0)
  }
})
