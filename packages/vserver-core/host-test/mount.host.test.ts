import { readFileSync } from 'node:fs'
import { expect, onTestFinished, test } from 'vitest'
import { deleteGuest } from '../src/guest/index.ts'
import { GuestName } from '../src/guest/model.ts'
import { runShell } from './run-in-guest.ts'
import { openScratch } from './scratch.ts'

/** But those that other tests make meanwhile in directories of their own. */
const mountsOf = (pid: number): string =>
  readFileSync(`/proc/${pid}/mountinfo`, 'utf8')
    .split('\n')
    .filter((line) => !/^\S+ \S+ \S+ \S+ \/(?:var\/)?tmp\//.test(line) && !line.includes(' /run/netns/'))
    .join('\n')

/** What systemd makes of a host: every mount is a peer of its copies in other namespaces. */
const SHARED = ['/usr/bin/unshare', '--mount', '--propagation', 'shared']

test('on a host with shared mounts nothing of a guest is mounted outside', async () => {
  const scratch = await openScratch({ wrapper: SHARED })
  onTestFinished(() => scratch.close())
  const tables = (): string[] => [process.pid, scratch.broker.pid].map(mountsOf)
  const before = tables()
  expect(before[1]).toMatch(/ \/ \/ .* shared:/)
  await scratch.createTiny('shared')
  await runShell(scratch.host, 'shared', 'mkdir /root/own; true')
  expect(tables()).toEqual(before)
  await deleteGuest(scratch.host, GuestName.parse('shared'))
  expect(tables()).toEqual(before)
})
