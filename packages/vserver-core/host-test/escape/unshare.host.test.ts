import { expectRefused } from '../refused.ts'
import { runShell } from '../run-in-guest.ts'
import { test } from '../scratch.ts'

test('root of a guest cannot make or enter namespaces', async ({ scratch }) => {
  await scratch.createTiny('unshare')
  for (const flag of ['-U', '-m', '-n', '-p', '-u', '-i']) {
    const attack = `unshare ${flag} true`
    // A user namespace is refused by the guest's own bound of none, which the kernel reports as "no space left".
    expectRefused(await runShell(scratch.host, 'unshare', attack), /not permitted|no space left/i, attack)
  }
  const attack = 'nsenter -t 1 -m true'
  expectRefused(await runShell(scratch.host, 'unshare', attack), /not permitted/i, attack)
})
