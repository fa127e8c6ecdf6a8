import { execFileSync } from 'node:child_process'
import { linkSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { archiveGuest, unarchiveGuest } from '../src/files/index.ts'
import type { FilesJobId } from '../src/files/model.ts'
import { createGuest, deleteGuest, startGuest, stopGuest } from '../src/guest/index.ts'
import { type CreateGuestInput, GuestName } from '../src/guest/model.ts'
import { getLimit, getLimitUse, setLimit } from '../src/limit/index.ts'
import { waitUntil } from '../src/linux/wait-until.ts'
import { MIB } from '../src/units.ts'
import { awaitJob, newJobId } from './files-job.ts'
import { enableSimpleQuota, hasSimpleQuota, mountLoop } from './loop-storage.ts'
import { buildProgram } from './programs.ts'
import { runShell } from './run-in-guest.ts'
import { openScratch, type Scratch, TINY_LIMIT, tinyInput } from './scratch.ts'
import { patient } from './slowness.ts'
import { TINY } from './tiny-template.ts'

type Opened = Scratch & { close(): Promise<void> }

const guestAt = (scratch: Scratch, name: string, ...rest: string[]) =>
  path.join(scratch.dataDir, 'storage', 'guests', name, ...rest)

const create = (scratch: Scratch, name: string, change: Partial<CreateGuestInput> = {}) =>
  createGuest(scratch.host, tinyInput(name, change))

const listing = (root: string) => execFileSync(buildProgram('listing'), [root], { encoding: 'utf8' })

/** How many bytes dd could write, and what it said. */
async function fill(scratch: Scratch, name: string, file: string, mib: number) {
  const { output } = await runShell(
    scratch.host,
    name,
    `dd if=/dev/zero of=${file} bs=65536 count=${mib * 16}; stat -c 'size %s' ${file}`,
  )
  return { output, bytes: Number(/^size (\d+)$/m.exec(output)?.[1]) }
}

describe.skipIf(!hasSimpleQuota())('a storage on btrfs with simple quota', () => {
  let scratch: Opened
  beforeAll(async () => {
    scratch = await openScratch({
      brakes: { binSeconds: 1 },
      overStorage: (storage, image) => {
        mountLoop('btrfs', image, storage)
        enableSimpleQuota(storage)
      },
    })
    const bin = path.join(scratch.dataDir, 'storage', 'templates', TINY, 'rootfs', 'bin')
    linkSync(path.join(bin, 'busybox'), path.join(bin, 'busybox-again'))
  })
  afterAll(() => scratch.close())

  test('the self-test proves that it holds guests to bytes, and says that nothing holds inodes', async () => {
    const storage = await scratch.host.storage.probe({ selfTest: true })
    expect(storage).toMatchObject({ filesystem: 'btrfs', enforcement: 'btrfs', selfTest: { passed: true } })
    expect(storage.features).toEqual(expect.arrayContaining(['reflink', 'snapshot', 'simpleQuota']))
    const { limitsMissing } = await scratch.host.info()
    expect(limitsMissing).not.toContain('diskBytes')
    expect(limitsMissing).toContain('inodes')
  })

  test.each(['overlay', 'tree'] as const)(
    'a guest with the backend %s is stopped at its limit',
    async (backend) => {
      const name = GuestName.parse(`held-${backend}`)
      await create(scratch, name, { backend, limit: { ...TINY_LIMIT, diskBytes: 48 * MIB } })
      const { output, bytes } = await fill(scratch, name, '/fill', 64)
      expect(output).toMatch(/Disk quota exceeded/)
      expect(bytes).toBeGreaterThan(40 * MIB)
      expect(bytes).toBeLessThanOrEqual(48 * MIB)
      expect((await getLimit(scratch.host, name)).diskBytes).toBe(48 * MIB)
      await runShell(scratch.host, name, 'sync')
      const { diskSpace } = await getLimitUse(scratch.host, name)
      expect(diskSpace).toMatchObject({ hard: 48 * MIB })
      expect(diskSpace?.current).toBeGreaterThan(40 * MIB)
    },
  )

  test('a limit is changed while the guest runs', async () => {
    const name = GuestName.parse('changed')
    await create(scratch, name, { limit: { ...TINY_LIMIT, diskBytes: 24 * MIB } })
    expect((await fill(scratch, name, '/first', 48)).bytes).toBeLessThanOrEqual(24 * MIB)
    await setLimit(scratch.host, name, { diskBytes: 64 * MIB })
    expect((await fill(scratch, name, '/second', 16)).bytes).toBe(16 * MIB)
    await setLimit(scratch.host, name, { diskBytes: null })
    expect((await getLimit(scratch.host, name)).diskBytes).toBeNull()
  })

  test('a private tree is a snapshot with the content of the template, made from one master', async () => {
    const first = await create(scratch, 'first', { backend: 'tree', start: false })
    await create(scratch, 'second', { backend: 'tree', start: false })
    const template = path.join(scratch.dataDir, 'storage', 'templates', TINY)
    expect(listing(guestAt(scratch, first.name, 'data', 'tree'))).toBe(listing(path.join(template, 'rootfs')))
    expect(statSync(guestAt(scratch, first.name, 'data', 'tree', 'bin', 'busybox-again')).nlink).toBe(2)
    expect(
      execFileSync('btrfs', ['subvolume', 'show', path.join(template, 'tree')], { encoding: 'utf8' }),
    ).toMatch(/Snapshot\(s\):[\s\S]*first[\s\S]*second/)
    writeFileSync(guestAt(scratch, 'first', 'data', 'tree', 'etc', 'passwd'), 'changed\n')
    expect(listing(guestAt(scratch, 'second', 'data', 'tree'))).toBe(listing(path.join(template, 'rootfs')))
  })

  test('a guest with subvolumes in its tree gets back from its archive what is in them, and its limit', async () => {
    const { host } = scratch
    const name = GuestName.parse('archived')
    await create(scratch, name, {
      ...{ backend: 'tree', start: false, limit: { ...TINY_LIMIT, diskBytes: 48 * MIB } },
    })
    const outer = guestAt(scratch, name, 'data', 'tree', 'outer')
    for (const subvolume of [outer, path.join(outer, 'inner')]) {
      execFileSync('btrfs', ['-q', 'subvolume', 'create', subvolume])
      writeFileSync(path.join(subvolume, 'file'), `in ${path.basename(subvolume)}\n`)
      linkSync(path.join(subvolume, 'file'), path.join(subvolume, 'again'))
    }
    const before = listing(guestAt(scratch, name, 'data', 'tree'))
    expect(before).toContain('outer/inner/again')
    const follow = (id: FilesJobId) => awaitJob(scratch, id)
    await archiveGuest(host, { id: newJobId(), name }, follow)
    expect(readdirSync(guestAt(scratch, name)).sort()).toEqual(['archive', 'root'])
    await unarchiveGuest(host, { id: newJobId(), name }, follow)
    expect(listing(guestAt(scratch, name, 'data', 'tree'))).toBe(before)
    await startGuest(host, name)
    expect((await getLimit(host, name)).diskBytes).toBe(48 * MIB)
    expect((await fill(scratch, name, '/fill', 64)).output).toMatch(/Disk quota exceeded/)
  })

  test('a full guest is stopped, started and deleted, and its subvolumes go with it', async () => {
    const name = GuestName.parse('full')
    await create(scratch, name, { backend: 'tree', limit: { ...TINY_LIMIT, diskBytes: 32 * MIB } })
    await fill(scratch, name, '/fill', 48)
    await stopGuest(scratch.host, name)
    await startGuest(scratch.host, name)
    await stopGuest(scratch.host, name)
    await deleteGuest(scratch.host, name)
    const left = () =>
      readdirSync(path.join(scratch.dataDir, 'storage', 'bin')).filter((entry) => /^full/.test(entry))
    expect(await waitUntil(async () => left().length === 0, Date.now() + patient(20_000))).toBe(true)
    const subvolumes = execFileSync('btrfs', ['subvolume', 'list', `${scratch.dataDir}/storage`], {
      encoding: 'utf8',
    })
    expect(subvolumes).not.toMatch(/full/)
  })
})

describe('a storage on xfs', () => {
  let scratch: Opened
  beforeAll(async () => {
    scratch = await openScratch({ overStorage: (storage, image) => mountLoop('xfs', image, storage) })
  })
  afterAll(() => scratch.close())

  test('a private tree shares its blocks with the template and is equal to it', async () => {
    const { name } = await create(scratch, 'sharing', { backend: 'tree', start: false })
    const template = path.join(scratch.dataDir, 'storage', 'templates', TINY, 'rootfs')
    expect(listing(guestAt(scratch, name, 'data', 'tree'))).toBe(listing(template))
    const busybox = guestAt(scratch, name, 'data', 'tree', 'bin', 'busybox')
    expect(execFileSync('filefrag', ['-v', busybox], { encoding: 'utf8' })).toMatch(/shared/)
  })
})
