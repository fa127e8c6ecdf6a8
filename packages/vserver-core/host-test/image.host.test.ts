import { execFileSync } from 'node:child_process'
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'vitest'
import { createGuest, deleteGuest, startGuest, stopGuest } from '../src/guest/index.ts'
import type { CreateGuestInput } from '../src/guest/model.ts'
import { type Guest, GuestName, Xid } from '../src/guest/model.ts'
import { getLimit, setLimit } from '../src/limit/index.ts'
import { MIB } from '../src/units.ts'
import { runShell } from './run-in-guest.ts'
import { type Scratch, TINY_LIMIT, test, tinyInput } from './scratch.ts'
import { patient } from './slowness.ts'
import { TINY } from './tiny-template.ts'

const VS_MOUNT = fileURLToPath(new URL('../../native/bin/vs-mount', import.meta.url))
const SIZE = 192 * MIB

async function said(scratch: Scratch, guest: string, script: string): Promise<string> {
  const { code, output } = await runShell(scratch.host, guest, script)
  expect(code, output).toBe(0)
  return output.trim()
}

function createImage(scratch: Scratch, name: string, change: Partial<CreateGuestInput> = {}): Promise<Guest> {
  const limit = { ...TINY_LIMIT, diskBytes: SIZE }
  return createGuest(scratch.host, tinyInput(name, { limit, backend: 'image', ...change }))
}

function imageOf(scratch: Scratch, name: string): string {
  return path.join(scratch.dataDir, 'storage', 'guests', name, 'image')
}

/** Block devices that have a file of this instance. */
function devices(scratch: Scratch): string[] {
  const files = readdirSync('/sys/block')
    .map((name) => path.join('/sys/block', name, 'loop', 'backing_file'))
    .filter((file) => existsSync(file))
  return files.flatMap((file) => {
    try {
      const backing = readFileSync(file, 'utf8').trim()
      return backing.startsWith(scratch.dataDir) ? [backing] : []
    } catch {
      return [] // let go while we looked
    }
  })
}

async function until(holds: () => boolean): Promise<void> {
  const deadlineMs = Date.now() + patient(5000)
  while (!holds()) {
    if (Date.now() > deadlineMs) throw new Error('it never came true')
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

/** Of the root, as `df` numbers: size, used and free in KiB. */
async function diskFree(scratch: Scratch, name: string, option = '-k'): Promise<number[]> {
  const output = await said(scratch, name, `/bin/busybox df -P ${option} / | /bin/busybox tail -n 1`)
  return output.split(/\s+/).slice(1, 4).map(Number)
}

test('df in a guest with an image tells its limit to the byte', async ({ scratch }) => {
  await createImage(scratch, 'exact')
  const [size] = await diskFree(scratch, 'exact')
  expect(size).toBe(SIZE / 1024)
})

test('a guest with an image writes exactly what df calls free, and not a block more', async ({ scratch }) => {
  await createImage(scratch, 'full')
  const [, , free = 0] = await diskFree(scratch, 'full')
  const { code, output } = await runShell(scratch.host, 'full', 'dd if=/dev/zero of=/fill bs=4096')
  expect(code, output).not.toBe(0)
  expect(output).toContain('No space left on device')
  const [, , left] = await diskFree(scratch, 'full')
  expect(left).toBe(0)
  const written = Number(await said(scratch, 'full', 'stat -c %s /fill')) / 1024
  expect(written).toBeGreaterThan(free - 512) // the blocks that list its blocks
  expect(written).toBeLessThanOrEqual(free)
  await said(scratch, 'full', 'rm /fill && echo back >/word && sync')
  expect(await said(scratch, 'full', 'cat /word')).toBe('back')
})

test('a guest with an image makes as many files as df -i tells, and not one more', async ({ scratch }) => {
  const limit = { ...TINY_LIMIT, diskBytes: SIZE, inodes: 300 }
  await createImage(scratch, 'files', { limit })
  const [inodes = 0, , free = 0] = await diskFree(scratch, 'files', '-i')
  expect(inodes).toBeGreaterThanOrEqual(300)
  expect(inodes).toBeLessThan(300 + 2 * 16) // a block of them in each of two groups
  const { code, output } = await runShell(
    scratch.host,
    'files',
    'mkdir /files; i=0; while true >/files/$i; do i=$((i+1)); done; echo made $i',
  )
  expect(output).toContain('No space left on device')
  expect(code).toBe(0)
  const made = Number(/made (\d+)/.exec(output)?.[1])
  expect(made).toBeGreaterThanOrEqual(free - 1) // /files itself
  expect(made).toBeLessThanOrEqual(free)
})

test('what was deleted in an image goes back to the storage', async ({ scratch }) => {
  await createImage(scratch, 'holes')
  const blocks = () => statSync(imageOf(scratch, 'holes')).blocks * 512
  await said(scratch, 'holes', 'dd if=/dev/zero of=/fill bs=1048576 count=100 && sync')
  await until(() => blocks() > 100 * MIB)
  await said(scratch, 'holes', 'rm /fill && sync')
  await until(() => blocks() < 50 * MIB)
})

test('a guest with an image keeps its files over stop and start, and leaves no device', async ({
  scratch,
}) => {
  const { host } = scratch
  await createImage(scratch, 'keeps')
  await said(scratch, 'keeps', 'echo mine >/root/word')
  expect(devices(scratch)).toContain(imageOf(scratch, 'keeps'))
  await stopGuest(host, GuestName.parse('keeps'))
  await until(() => !devices(scratch).includes(imageOf(scratch, 'keeps')))
  await startGuest(host, GuestName.parse('keeps'))
  expect(await said(scratch, 'keeps', 'cat /root/word')).toBe('mine')
})

test('a guest with an image whose supervisor was killed starts again with its files', async ({ scratch }) => {
  const { host, broker, runDir } = scratch
  await createImage(scratch, 'killed')
  await said(scratch, 'killed', 'echo mine >/root/word && sync')
  const state = readFileSync(path.join(runDir, 'guests', 'killed', 'state'), 'utf8')
  const supervisor = Number(/^supervisor_pid=(\d+)$/m.exec(state)?.[1])
  await broker.end('SIGKILL')
  process.kill(supervisor, 'SIGKILL')
  await broker.start()
  await until(() => !existsSync(`/proc/${supervisor}`))
  const again = await startWhenEnded(scratch, 'killed')
  expect(again.state).toBe('running')
  expect(await said(scratch, 'killed', 'cat /root/word')).toBe('mine')
  expect(devices(scratch).filter((file) => file === imageOf(scratch, 'killed'))).toHaveLength(1)
  await stopGuest(host, GuestName.parse('killed'))
})

/** The agent learns of an end that nobody told by looking. */
async function startWhenEnded(scratch: Scratch, name: string): Promise<Guest> {
  const guest = GuestName.parse(name)
  for (const deadlineMs = Date.now() + patient(5000); ; ) {
    try {
      return await startGuest(scratch.host, guest)
    } catch (error) {
      if (Date.now() > deadlineMs) throw error
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
}

test('deleting a guest with an image leaves no device and no mount', async ({ scratch }) => {
  const { host } = scratch
  await createImage(scratch, 'gone')
  await stopGuest(host, GuestName.parse('gone'))
  await deleteGuest(host, GuestName.parse('gone'))
  await until(() => !devices(scratch).some((file) => file.includes('/gone/') || file.includes('/gone.')))
  expect(scratch.leftovers().filter((left) => left.includes('gone'))).toEqual([])
})

test('images are not promised more than the storage has free', async ({ scratch }) => {
  const limit = { ...TINY_LIMIT, diskBytes: 15 * 1024 * 1024 * MIB }
  await expect(createImage(scratch, 'greedy', { limit })).rejects.toMatchObject({
    code: 'NO_CAPACITY',
    message: expect.stringContaining('promised'),
  })
  expect(scratch.leftovers().filter((left) => left.includes('greedy'))).toEqual([])
})

test('a file system that is damaged is not started from', async ({ scratch }) => {
  const { host } = scratch
  await createImage(scratch, 'broken-image', { start: false })
  writeFileSync(imageOf(scratch, 'broken-image'), Buffer.alloc(4096), { flag: 'r+' })
  await expect(startGuest(host, GuestName.parse('broken-image'))).rejects.toMatchObject({
    code: 'INVALID_STATE',
    message: expect.stringContaining('damaged'),
  })
  expect(devices(scratch)).not.toContain(imageOf(scratch, 'broken-image'))
})

test('a stopped guest with an image gets more or less room at its next start, and keeps its files', async ({
  scratch,
}) => {
  const { host } = scratch
  const name = GuestName.parse('sizes')
  await createImage(scratch, 'sizes')
  await said(scratch, 'sizes', 'echo mine >/root/word')
  for (const diskBytes of [320 * MIB, 64 * MIB]) {
    await stopGuest(host, name)
    await setLimit(host, name, { diskBytes })
    await startGuest(host, name)
    const [size] = await diskFree(scratch, 'sizes')
    expect(size).toBe(diskBytes / 1024)
    expect(await said(scratch, 'sizes', 'cat /root/word')).toBe('mine')
    expect((await getLimit(host, name)).diskBytes).toBe(diskBytes)
  }
})

test('an image does not become smaller than what is in it, and the guest keeps what it had', async ({
  scratch,
}) => {
  const { host } = scratch
  const name = GuestName.parse('tight')
  await createImage(scratch, 'tight')
  await said(scratch, 'tight', 'dd if=/dev/zero of=/fill bs=1048576 count=100 && sync')
  await expect(setLimit(host, name, { diskBytes: 64 * MIB })).rejects.toMatchObject({
    code: 'INVALID_STATE',
    message: expect.stringContaining('only while it is stopped'),
  })
  await stopGuest(host, name)
  await setLimit(host, name, { diskBytes: 64 * MIB })
  await expect(startGuest(host, name)).rejects.toMatchObject({ cause: { stage: 'disk' } })
  await setLimit(host, name, { diskBytes: SIZE })
  await startGuest(host, name)
  expect(await said(scratch, 'tight', 'stat -c %s /fill')).toBe(String(100 * MIB))
})

test('root of the host mounts the image of a stopped guest, and no device stays behind', async ({
  scratch,
}) => {
  const { host, runDir } = scratch
  await createImage(scratch, 'looked-in')
  await said(scratch, 'looked-in', 'echo mine >/root/word')
  await stopGuest(host, GuestName.parse('looked-in'))
  const at = mkdtempSync('/tmp/vserver-image-')
  execFileSync(VS_MOUNT, ['--run', runDir, 'looked-in', at])
  expect(readFileSync(`${at}/root/word`, 'utf8')).toBe('mine\n')
  execFileSync(VS_MOUNT, ['--run', runDir, '--unmount', at])
  rmdirSync(at)
  await until(() => !devices(scratch).includes(imageOf(scratch, 'looked-in')))
})

/** The enforcement of a guest that has a disk limit and no wish for a backend, proved since boot. */
test('a storage without quota proves that images hold guests to their limits, and promises no more', async ({
  scratch,
}) => {
  const { host } = scratch
  const storage = await host.storage.probe({ selfTest: true })
  expect(storage.selfTest?.failure ?? null).toBeNull()
  expect(storage.features).toContain('image')
  expect(storage.backends).toContain('image')
  if (storage.features.includes('project')) return // then the kernel's own quota was proved
  expect(storage.enforcement).toBe('image')
  const { limitsMissing } = await host.info()
  expect(limitsMissing).not.toContain('diskBytes')
  expect(limitsMissing).not.toContain('inodes')
  expect(limitsMissing).toEqual(expect.arrayContaining(['diskSoftBytes', 'inodesSoft']))
  expect(devices(scratch).filter((file) => file.includes('self-test'))).toEqual([])
})

test('a guest with a disk limit and no wish for a backend gets what holds it, and one without gets an overlay', async ({
  scratch,
}) => {
  const limit = { ...TINY_LIMIT, diskBytes: SIZE }
  await scratch.createTiny('chosen', { limit })
  const [size] = await diskFree(scratch, 'chosen')
  expect(size).toBe(SIZE / 1024)
  await scratch.createTiny('unlimited')
  expect(existsSync(imageOf(scratch, 'unlimited'))).toBe(false)
})

/** Source: capabilities(7), CAP_SYS_RESOURCE. */
function mayResize(): boolean {
  const mask = /^CapEff:\s*([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0'
  return ((BigInt(`0x${mask}`) >> 24n) & 1n) === 1n
}

test('an image grows under its running guest, or the refusal says when it does', async ({ scratch }) => {
  const { host } = scratch
  const name = GuestName.parse('growing')
  await createImage(scratch, 'growing')
  const grown = setLimit(host, name, { diskBytes: 2 * SIZE })
  if (mayResize()) await grown
  else await expect(grown).rejects.toMatchObject({ cause: { stage: 'disk', code: 'EPERM' } })
  const [size] = await diskFree(scratch, 'growing')
  expect(size).toBe(((mayResize() ? 2 : 1) * SIZE) / 1024)
  await expect(setLimit(host, name, { diskBytes: 32 * MIB })).rejects.toMatchObject({ code: 'INVALID_STATE' })
  expect((await getLimit(host, name)).diskBytes).toBe((size ?? 0) * 1024)
})

test('making an image that the death of the broker cuts off is done again, and nothing half-made stays', async ({
  scratch,
}) => {
  const { host, broker, dataDir } = scratch
  const guests = path.join(dataDir, 'storage', 'guests')
  const input = tinyInput('cut-off', { backend: 'image', limit: { ...TINY_LIMIT, diskBytes: SIZE } })
  const root = { name: input.name, template: TINY, xid: Xid.parse(900), backend: input.backend ?? null }
  const first = host.runtime.createRoot({ ...root, limit: input.limit }).catch((error: unknown) => error)
  await until(() => readdirSync(guests).some((entry) => entry.includes('cut-off')))
  await broker.end('SIGKILL')
  await first
  await broker.start()
  for (const deadlineMs = Date.now() + patient(10_000); ; ) {
    try {
      await host.runtime.createRoot({ ...root, limit: input.limit })
      break
    } catch (error) {
      if (Date.now() > deadlineMs) throw error // what was cut off may be at its end still
    }
  }
  await until(() => !readdirSync(guests).some((entry) => entry.startsWith('.')))
  expect(readdirSync(path.join(guests, 'cut-off')).toSorted()).toEqual(['image', 'root'])
  expect(devices(scratch)).not.toContain(imageOf(scratch, 'cut-off'))
  await host.runtime.deleteRoot(input.name)
})
