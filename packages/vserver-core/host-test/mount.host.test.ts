import { expect, onTestFinished, test } from 'vitest'
import { deleteGuest } from '../src/guest/index.ts'
import { GuestName } from '../src/guest/model.ts'
import { mountTable } from './kernel-view.ts'
import { runShell } from './run-in-guest.ts'
import { openScratch } from './scratch.ts'

/** What systemd makes of a host: every mount is a peer of its copies in other namespaces. */
const SHARED = ['/usr/bin/unshare', '--mount', '--propagation', 'shared']

test('on a host with shared mounts nothing of a guest is mounted outside', async () => {
  const scratch = await openScratch({ wrapper: SHARED })
  onTestFinished(() => scratch.close())
  const tables = (): string[] => [process.pid, scratch.broker.pid].map(mountTable)
  const before = tables()
  expect(before[1]).toMatch(/ \/ \/ .* shared:/)
  await scratch.createTiny('shared')
  await runShell(scratch.host, 'shared', 'mkdir /root/own; true')
  expect(tables()).toEqual(before)
  await deleteGuest(scratch.host, GuestName.parse('shared'))
  expect(tables()).toEqual(before)
})
