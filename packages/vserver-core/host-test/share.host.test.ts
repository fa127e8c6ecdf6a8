import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, statSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'vitest'
import { GuestOptions, type OptionsChange, ShareName } from '../src/context/model.ts'
import { getGuest, setOptions, startGuest, stopGuest } from '../src/guest/index.ts'
import { type Guest, GuestName } from '../src/guest/model.ts'
import type { Host } from '../src/host.ts'
import { setLimit } from '../src/limit/index.ts'
import { deleteShare, listShares } from '../src/share/index.ts'
import { MIB } from '../src/units.ts'
import { expectRefused, NOT_PERMITTED } from './refused.ts'
import { runShell } from './run-in-guest.ts'
import { type Scratch, TINY_LIMIT, test } from './scratch.ts'

const named = (name: string): GuestName => GuestName.parse(name)
const area = (name: string): ShareName => ShareName.parse(name)
const SEGMENT = fileURLToPath(new URL('./segment.c', import.meta.url))

function createOwned(scratch: Scratch, name: string, change: OptionsChange = {}): Promise<Guest> {
  return scratch.createTiny(name, { options: GuestOptions.parse({ owner: 'ada', ...change }) })
}

function shown(share: string, target: string, readOnly = false): OptionsChange {
  return { mounts: [{ share: area(share), target, readOnly }] }
}

async function said(host: Host, guest: string, script: string): Promise<string> {
  const { code, output } = await runShell(host, guest, script)
  expect(code, output).toBe(0)
  return output.trim()
}

const namespace = (host: Host, guest: string, space: string): Promise<string> =>
  said(host, guest, `readlink /proc/self/ns/${space}`)

/** Daemonises when its socket listens; the page is the guest's own host name. */
const SERVE = 'hostname >/tmp/page && /bin/busybox httpd -p 127.0.0.1:7000 -h /tmp'
const FETCH = '/bin/busybox wget -q -O - http://127.0.0.1:7000/page'

test('a guest that shares the network of another reaches what listens on its loopback, and may not change it', async ({
  scratch,
}) => {
  const { host } = scratch
  await createOwned(scratch, 'net-a')
  await createOwned(scratch, 'net-b', { spaces: { network: 'net-a', ipc: null } })
  await createOwned(scratch, 'net-c')
  await said(host, 'net-a', SERVE)
  expect(await said(host, 'net-b', FETCH)).toBe('net-a')
  expect(await said(host, 'net-b', 'ls /sys/class/net')).toBe('lo')
  expect(await namespace(host, 'net-b', 'net')).toBe(await namespace(host, 'net-a', 'net'))
  expect(await namespace(host, 'net-b', 'ipc')).not.toBe(await namespace(host, 'net-a', 'ipc'))
  expectRefused(await runShell(host, 'net-c', FETCH), /refused/, 'a guest with a network of its own')
  expectRefused(await runShell(host, 'net-b', 'ip link set lo down'), NOT_PERMITTED, 'a change of the link')
})

test('a guest goes on in a shared network when the guest it came from stops', async ({ scratch }) => {
  const { host } = scratch
  await createOwned(scratch, 'first')
  await createOwned(scratch, 'second', { spaces: { network: 'first', ipc: 'first' } })
  const before = await namespace(host, 'second', 'net')
  await stopGuest(host, named('first'))
  expect(await getGuest(host, named('second'))).toMatchObject({ state: 'running' })
  expect(await said(host, 'second', `${SERVE} && ${FETCH}`)).toBe('second')
  await startGuest(host, named('first'))
  expect(await namespace(host, 'second', 'net')).toBe(before)
  expect(await namespace(host, 'first', 'net')).not.toBe(before)
})

test('a System V segment of one guest is seen in the guest that shares its IPC, and in no other', async ({
  scratch,
}) => {
  const { host, dataDir } = scratch
  const tools = path.join(dataDir, 'storage', 'shares', 'tools')
  mkdirSync(tools, { recursive: true })
  execFileSync('gcc', ['-O1', '-static', '-o', path.join(tools, 'segment'), SEGMENT])
  await createOwned(scratch, 'ipc-a', shown('tools', '/tools', true))
  await createOwned(scratch, 'ipc-b', {
    ...shown('tools', '/tools', true),
    spaces: { network: null, ipc: 'ipc-a' },
  })
  await createOwned(scratch, 'ipc-c', shown('tools', '/tools', true))
  await said(host, 'ipc-a', '/tools/segment write hello')
  expect(await said(host, 'ipc-b', '/tools/segment read')).toBe('hello')
  expectRefused(await runShell(host, 'ipc-c', '/tools/segment read'), /No such file/, 'an IPC of its own')
  // The queues belong to the other guest's user namespace, in which this one has no id to own a file by.
  await said(host, 'ipc-a', 'touch /dev/mqueue/jobs')
  expect(await said(host, 'ipc-b', 'ls /dev/mqueue')).toBe('jobs')
  const own = await runShell(host, 'ipc-b', 'touch /dev/mqueue/own')
  expectRefused(own, /Value too large/, 'a POSIX queue in the IPC of another')
})

test('limits of a guest do not reach the IPC that it shares, at its start or later', async ({ scratch }) => {
  const { host } = scratch
  const pages = 'cat /proc/sys/kernel/shmall'
  const limited = { ...TINY_LIMIT, sharedMemoryBytes: MIB }
  const options = (change: OptionsChange) => GuestOptions.parse({ owner: 'ada', ...change })
  await scratch.createTiny('lim-a', {
    limit: { ...limited, sharedMemoryBytes: 4 * MIB },
    options: options({}),
  })
  const before = await said(host, 'lim-a', pages)
  expect(Number(before)).toBe(1024)
  const spaces = { network: null, ipc: 'lim-a' }
  await scratch.createTiny('lim-b', { limit: limited, options: options({ spaces }) })
  expect(await said(host, 'lim-a', pages)).toBe(before)
  await setLimit(host, named('lim-b'), { sharedMemoryBytes: 2 * MIB, semaphores: 10, messageQueues: 5 })
  expect(await said(host, 'lim-a', `${pages} /proc/sys/kernel/msgmni`)).toBe(`${before}\n32000`)
  await setLimit(host, named('lim-a'), { sharedMemoryBytes: 2 * MIB })
  expect(await said(host, 'lim-b', pages)).toBe('512')
})

test('a guest does not start while the guest whose space it uses is stopped', async ({ scratch }) => {
  const { host } = scratch
  await createOwned(scratch, 'down')
  await createOwned(scratch, 'needs')
  await setOptions(host, named('needs'), { spaces: { network: 'down', ipc: null } })
  await stopGuest(host, named('needs'))
  await stopGuest(host, named('down'))
  await expect(startGuest(host, named('needs'))).rejects.toMatchObject({
    code: 'INVALID_STATE',
    message: 'The guest whose network space needs uses is not running.',
  })
  expect(await host.runtime.inspect(named('needs'))).toMatchObject({
    state: 'exited',
    stage: 'share-network',
  })
})

test('guests of one owner see the same files in a shared area, each in its own ids', async ({ scratch }) => {
  const { host, dataDir } = scratch
  await createOwned(scratch, 'files-a', shown('common', '/srv'))
  await createOwned(scratch, 'files-b', shown('common', '/var/common', true))
  await said(host, 'files-a', 'echo hello >/srv/word && chown 1000:1000 /srv/word')
  expect(
    await said(host, 'files-b', 'cat /var/common/word; stat -c %u:%g /var/common /var/common/word'),
  ).toBe('hello\n0:0\n1000:1000')
  const onDisk = statSync(path.join(dataDir, 'storage', 'shares', 'common', 'word'))
  expect([onDisk.uid, onDisk.gid]).toEqual([1000, 1000])
  const write = await runShell(host, 'files-b', 'echo no >/var/common/word')
  expectRefused(write, /Read-only file system/, 'a write to a read-only area')
  const remount = await runShell(host, 'files-b', 'mount -o remount,rw /var/common')
  expectRefused(remount, NOT_PERMITTED, 'mounting it writable')
  expect(await said(host, 'files-a', 'grep " /srv " /proc/mounts')).toMatch(/ rw,nosuid,nodev,/)
})

test('a way that a guest has turned elsewhere is not followed to the place of a shared area', async ({
  scratch,
}) => {
  const { host } = scratch
  await createOwned(scratch, 'turned')
  await said(host, 'turned', 'rm -rf /var && ln -s /etc /var')
  await stopGuest(host, named('turned'))
  await setOptions(host, named('turned'), shown('lost', '/var/lost'))
  await expect(startGuest(host, named('turned'))).rejects.toMatchObject({ code: 'INVALID_STATE' })
  await setOptions(host, named('turned'), shown('lost', '/lost'))
  await startGuest(host, named('turned'))
  expect(await said(host, 'turned', 'ls /etc')).not.toContain('lost')
})

test('another owner finds neither the guest nor the area', async ({ scratch }) => {
  const { host } = scratch
  await createOwned(scratch, 'hers', shown('private', '/srv'))
  const his = { owner: 'bob' }
  const notFound = { code: 'NOT_FOUND' }
  await expect(
    createOwned(scratch, 'his', { ...his, spaces: { network: 'hers', ipc: null } }),
  ).rejects.toMatchObject(notFound)
  await expect(createOwned(scratch, 'his', { ...his, ...shown('private', '/srv') })).rejects.toMatchObject(
    notFound,
  )
  await expect(deleteShare(host, { name: area('private'), owner: 'bob' })).rejects.toMatchObject(notFound)
  expect(await host.guests.read(named('his'))).toBeNull()
})

test('a shared area is not deleted under a running guest, and then goes to the bin', async ({ scratch }) => {
  const { host, dataDir } = scratch
  await createOwned(scratch, 'user', shown('data', '/srv'))
  await said(host, 'user', 'echo kept >/srv/word')
  await setOptions(host, named('user'), { mounts: [] })
  const input = { name: area('data'), owner: 'ada' }
  await expect(deleteShare(host, input)).rejects.toMatchObject({
    code: 'INVALID_STATE',
    message: 'A running guest uses the shared area data.',
  })
  expect(await said(host, 'user', 'cat /srv/word')).toBe('kept')
  await stopGuest(host, named('user'))
  await deleteShare(host, input)
  expect(await listShares(host, 'ada')).not.toContainEqual(expect.objectContaining({ name: 'data' }))
  const bin = readdirSync(path.join(dataDir, 'storage', 'bin'))
  expect(bin.filter((entry) => entry.startsWith('=data.'))).toHaveLength(1)
})
