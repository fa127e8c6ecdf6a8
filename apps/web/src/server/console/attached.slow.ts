import { once } from 'node:events'
import { expect, test } from 'vitest'
import { hangUp } from '../services/console/end.ts'
import { openSshOf, outcome } from '../testing/open-ssh.ts'
import { openReal, soldOnRealHost, until } from '../testing/real-console.ts'
import { consolePids, realHost } from '../testing/real-host.ts'

const SIGKILL = 9

test('a guest that is killed while somebody is attached: the end of the shell is told, and no new one opens', async () => {
  const { ctx, guestId, host } = await soldOnRealHost()
  const shell = await openReal(ctx, guestId)
  const ready = until(shell, 'ready-42')
  shell.type('echo ready-$((40+2))\n')
  await ready
  await host.order({ do: 'kill' })
  const { code, status } = await shell.ended
  expect(code).toBe(1000)
  expect((status ?? 0) & 0x7f).toBe(SIGKILL)
  await expect(openReal(ctx, guestId)).rejects.toThrow()
  await host.order({ do: 'start' })
  const again = await openReal(ctx, guestId)
  const answered = until(again, 'again-42')
  again.type('echo again-$((40+2))\n')
  await answered
})

test('an agent that is restarted is not noticed by who is attached', async () => {
  const { ctx, guestId, host } = await soldOnRealHost()
  const shell = await openReal(ctx, guestId)
  const ready = until(shell, 'ready-42')
  shell.type('MARK=kept; echo ready-$((40+2))\n')
  await ready
  await host.order({ do: 'restart' })
  const answered = until(shell, 'still-kept')
  shell.type('echo still-$MARK\n')
  await answered
  expect(shell.hasLost()).toBe(false)
})

test('a shell that nobody is at is hung up', async () => {
  const { world, ctx, guestId } = await soldOnRealHost()
  const { browser, consoleId, ended } = await openReal(ctx, guestId)
  const before = consolePids().length
  browser.terminate()
  await ended
  await hangUp(world.panel, { id: consoleId, hostId: 'local', byName: 'Owner' })
  await expect.poll(() => consolePids().length, { timeout: 15_000 }).toBe(before - 1)
})

test('a guest that is killed under a command over SSH ends it with the signal', async () => {
  const { host, giveKey, tenant, start } = await openSshOf(realHost)
  await giveKey(tenant.customer, 'id')
  const child = start('web', ['echo up; sleep 100'])
  const ran = outcome(child)
  await once(child.stdout ?? child, 'data')
  await host.order({ do: 'kill' })
  // OpenSSH's client has no other status for a signal.
  expect((await ran).code).toBe(255)
})
