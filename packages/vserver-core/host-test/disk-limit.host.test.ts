import { execFileSync } from 'node:child_process'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FilesJobId } from '../src/files/model.ts'
import { createGuest, deleteGuest, startGuest, stopGuest } from '../src/guest/index.ts'
import { GuestName } from '../src/guest/model.ts'
import { getLimit, getLimitUse, setLimit } from '../src/limit/index.ts'
import { applyChange, type LimitChange } from '../src/limit/model.ts'
import { waitUntil } from '../src/linux/wait-until.ts'
import { MIB } from '../src/units.ts'
import { installProgram } from './guest-program.ts'
import { buildProgram } from './programs.ts'
import { hasProjectQuota, over, QUOTA_FILESYSTEMS } from './project-quota.ts'
import { runShell } from './run-in-guest.ts'
import { openScratch, type Scratch, TINY_LIMIT, tinyInput } from './scratch.ts'
import { patient } from './slowness.ts'

/** A file has blocks beside its data, which count as well. */
const SLACK = 128 * 1024
const LIMIT: LimitChange = { diskBytes: 48 * MIB, inodes: 600 }

type Opened = Scratch & { close(): Promise<void> }

/** A running guest that has program/disk.c. */
async function makeGuest(scratch: Scratch, text: string, change: LimitChange = LIMIT): Promise<GuestName> {
  const name = GuestName.parse(text)
  await scratch.createTiny(text, { limit: applyChange(TINY_LIMIT, change) })
  installProgram(scratch, text, buildProgram('disk'))
  return name
}

async function disk(scratch: Scratch, guest: GuestName, ...words: (string | number)[]): Promise<string> {
  const { output } = await runShell(scratch.host, guest, `/disk ${words.join(' ')}`)
  // Debian's kernel warns on the terminal of whoever meets a limit of ext4: CONFIG_PRINT_QUOTA_WARNING.
  return output.trim().split('\n').at(-1) ?? ''
}

/** [bytes, free bytes, inodes, free inodes] as statvfs(3) tells the guest. */
async function df(scratch: Scratch, guest: GuestName): Promise<number[]> {
  return (await disk(scratch, guest, 'df', '/')).split(' ').map(Number)
}

async function usedBytes(scratch: Scratch, guest: GuestName): Promise<number> {
  return (await getLimitUse(scratch.host, guest)).diskSpace?.current ?? Number.NaN
}

async function usedInodes(scratch: Scratch, guest: GuestName): Promise<number> {
  return (await getLimitUse(scratch.host, guest)).inodes?.current ?? Number.NaN
}

const made = (line: string): number => Number(/^made (\d+):/.exec(line)?.[1] ?? Number.NaN)
const STOPPED = { ext4: /: Disk quota exceeded$/, xfs: /: (No space left on device|Disk quota exceeded)$/ }

describe.each(QUOTA_FILESYSTEMS)('project quota of %s', (filesystem) => {
  describe.runIf(hasProjectQuota(filesystem))('on this kernel', () => {
    let scratch: Opened
    beforeAll(async () => {
      scratch = await openScratch({ overStorage: over(filesystem) })
    })
    afterAll(() => scratch.close())

    test('the storage is said to enforce limits once a write beyond one was refused', async () => {
      const found = await scratch.host.storage.probe({ selfTest: true })
      expect(found).toMatchObject({ filesystem, enforcement: 'project', selfTest: { passed: true } })
      expect(found.features).toEqual(expect.arrayContaining(['project', 'xattrs']))
      expect(Date.parse(found.selfTest?.at ?? '')).toBeLessThanOrEqual(Date.now())
      const { limitsMissing } = await scratch.host.info()
      expect(limitsMissing.filter((field) => /^(disk(Soft)?Bytes|inodes)/.test(field))).toEqual([])
    })

    test('df and df -i in a guest are its limits, at once when they change', async () => {
      const guest = await makeGuest(scratch, 'df')
      expect(await df(scratch, guest)).toMatchObject({ 0: 48 * MIB, 2: 600 })
      await setLimit(scratch.host, guest, { diskBytes: 64 * MIB, inodes: 900 })
      expect(await df(scratch, guest)).toMatchObject({ 0: 64 * MIB, 2: 900 })
      await setLimit(scratch.host, guest, { diskBytes: null, inodes: null })
      const [bytes = 0, , inodes = 0] = await df(scratch, guest)
      expect(bytes).toBeGreaterThan(200 * MIB)
      expect(inodes).toBeGreaterThan(900)
    })

    test('writes stop exactly at the limit of space, and go on when it is raised', async () => {
      const guest = await makeGuest(scratch, 'space')
      const first = await disk(scratch, guest, 'write', '/full', 100 * MIB)
      expect(first).toMatch(STOPPED[filesystem])
      const used = await usedBytes(scratch, guest)
      expect(used).toBeLessThanOrEqual(48 * MIB)
      expect(used).toBeGreaterThan(48 * MIB - SLACK)
      expect(await df(scratch, guest)).toMatchObject({ 1: 48 * MIB - used })
      await setLimit(scratch.host, guest, { diskBytes: 50 * MIB })
      const second = made(await disk(scratch, guest, 'write', '/full', 100 * MIB))
      expect(second).toBeLessThanOrEqual(2 * MIB + SLACK)
      expect(second).toBeGreaterThan(2 * MIB - SLACK)
      expect(await usedBytes(scratch, guest)).toBeLessThanOrEqual(50 * MIB)
    })

    test('whatever takes an inode stops exactly at the limit of inodes', async () => {
      const guest = await makeGuest(scratch, 'inodes')
      for (const kind of ['file', 'directory', 'symlink', 'fifo']) {
        await setLimit(scratch.host, guest, { inodes: (await usedInodes(scratch, guest)) + 260 })
        expect(await disk(scratch, guest, 'make', kind, `/many-${kind}`, 1000)).toMatch(STOPPED[filesystem])
        const { inodes } = await getLimitUse(scratch.host, guest)
        expect(inodes?.current, kind).toBe(inodes?.hard)
      }
    })

    test('a limit below what is used stops every write until enough is deleted', async () => {
      const guest = await makeGuest(scratch, 'lower')
      await disk(scratch, guest, 'write', '/ballast', 30 * MIB)
      await setLimit(scratch.host, guest, { diskBytes: 20 * MIB })
      expect(await df(scratch, guest)).toMatchObject({ 0: 20 * MIB, 1: 0 })
      expect(await disk(scratch, guest, 'write', '/more', MIB)).toMatch(STOPPED[filesystem])
      await runShell(scratch.host, guest, 'rm /ballast && sync')
      expect(await disk(scratch, guest, 'write', '/more', MIB)).toBe(`made ${MIB}: all`)
    })

    test('soft limits are in the kernel, and df shows them as the size', async () => {
      const guest = await makeGuest(scratch, 'soft', {
        ...LIMIT,
        diskSoftBytes: 24 * MIB,
        inodesSoft: 400,
      })
      expect(await getLimit(scratch.host, guest)).toMatchObject({ diskSoftBytes: 24 * MIB, inodesSoft: 400 })
      const { diskSpace, inodes } = await getLimitUse(scratch.host, guest)
      expect(diskSpace).toMatchObject({ soft: 24 * MIB, hard: 48 * MIB })
      expect(inodes).toMatchObject({ soft: 400, hard: 600 })
      expect(diskSpace?.hits).toBeUndefined() // the kernel has no such figure
      expect(await df(scratch, guest)).toMatchObject({ 0: 24 * MIB, 2: 400 })
      expect(await disk(scratch, guest, 'write', '/above', 30 * MIB)).toBe(`made ${30 * MIB}: all`)
      await expect(setLimit(scratch.host, guest, { diskSoftBytes: 90 * MIB })).rejects.toMatchObject({
        code: 'INVALID_INPUT',
      })
      expect(await getLimit(scratch.host, guest)).toMatchObject({ diskSoftBytes: 24 * MIB })
    })

    test('limits outlive a stop, and those set meanwhile hold from the start', async () => {
      const guest = await makeGuest(scratch, 'stopped')
      await stopGuest(scratch.host, guest)
      await setLimit(scratch.host, guest, { diskBytes: 32 * MIB, inodes: null })
      await startGuest(scratch.host, guest)
      expect(await getLimit(scratch.host, guest)).toMatchObject({ diskBytes: 32 * MIB, inodes: null })
      expect(await df(scratch, guest)).toMatchObject({ 0: 32 * MIB })
      expect(await disk(scratch, guest, 'write', '/full', 60 * MIB)).toMatch(STOPPED[filesystem])
    })

    test('what the host itself writes for a guest is charged to the guest', async () => {
      const name = GuestName.parse('charged')
      await createGuest(scratch.host, tinyInput(name, { start: false }))
      const before = (await use(scratch, name))?.inodes ?? Number.NaN
      await startGuest(scratch.host, name) // writes /etc/hostname
      expect((await use(scratch, name))?.inodes).toBeGreaterThan(before)
    })

    test('copied-up, nameless, allocated and nested files are all charged', async () => {
      const guest = await makeGuest(scratch, 'kinds')
      const grows = async (bytes: number, ...words: (string | number)[]) => {
        const before = await usedBytes(scratch, guest)
        expect(await disk(scratch, guest, ...words)).toMatch(/: all$|^done$/)
        expect((await usedBytes(scratch, guest)) - before, words.join(' ')).toBeGreaterThanOrEqual(bytes)
      }
      await grows(MIB, 'fallocate', '/allocated', MIB)
      await grows(MIB, 'write', '/bin/busybox', 4096) // of the template, larger than 1 MiB
      await runShell(scratch.host, guest, 'mkdir -p /a/b/c/d')
      await grows(MIB, 'write', '/a/b/c/d/file', MIB)
      expect(await disk(scratch, guest, 'nameless', '/root', 100 * MIB)).toMatch(STOPPED[filesystem])
      await runShell(scratch.host, guest, 'chmod 777 /a/b/c/d/file; mv /a/b/c/d/file /a/moved; sync')
      const before = await usedBytes(scratch, guest)
      await runShell(scratch.host, guest, 'rm /a/moved; sync')
      expect(before - (await usedBytes(scratch, guest))).toBeGreaterThanOrEqual(MIB)
    })

    test('one walk tells what every guest uses and may use', async () => {
      const guest = await makeGuest(scratch, 'walked')
      await disk(scratch, guest, 'write', '/some', 5 * MIB)
      const found = await use(scratch, guest)
      expect(found).toMatchObject({ enforcement: 'project', bytesLimit: 48 * MIB, inodesLimit: 600 })
      const { diskSpace, inodes } = await getLimitUse(scratch.host, guest)
      expect([found?.bytes, found?.inodes]).toEqual([diskSpace?.current, inodes?.current])
      expect(found?.bytes).toBeGreaterThan(5 * MIB)
    })

    test('a guest never gets the number of another, and a deleted one keeps its own', async () => {
      const numbers = new Set<string>()
      for (const text of ['first', 'second', 'third']) {
        const guest = await makeGuest(scratch, text)
        numbers.add(projectOf(scratch, guest))
        await deleteGuest(scratch.host, guest)
      }
      expect(numbers.size).toBe(3)
    })

    test('quota that is turned off is told: nothing is said to hold, and guests still start', async () => {
      const guest = await makeGuest(scratch, 'off')
      const storage = path.join(scratch.dataDir, 'storage')
      if (filesystem === 'xfs') execFileSync('xfs_quota', ['-x', '-c', 'disable -p', storage])
      else execFileSync('quotaoff', ['-P', storage])
      try {
        const found = await scratch.host.storage.probe({ selfTest: true })
        expect(found.enforcement).not.toBe('project') // images may still hold
        expect((await scratch.host.info()).limitsMissing).toContain('diskSoftBytes')
        await stopGuest(scratch.host, guest)
        await startGuest(scratch.host, guest)
        expect(await getLimit(scratch.host, guest)).toMatchObject({ diskBytes: null, inodes: null })
        await expect(setLimit(scratch.host, guest, { diskBytes: 40 * MIB })).rejects.toMatchObject({
          code: 'UNSUPPORTED',
        })
      } finally {
        if (filesystem === 'xfs') execFileSync('xfs_quota', ['-x', '-c', 'enable -p', storage])
        else execFileSync('quotaon', ['-P', storage])
      }
      expect(await scratch.host.storage.probe({ selfTest: true })).toMatchObject({ enforcement: 'project' })
    })
  })
})

async function use(scratch: Scratch, guest: GuestName) {
  const { guests } = await scratch.host.storage.diskUse()
  return guests.find(({ name }) => name === guest)
}

function projectOf(scratch: Scratch, guest: GuestName): string {
  const data = path.join(scratch.dataDir, 'storage', 'guests', guest, 'data')
  const line = execFileSync('lsattr', ['-dp', data], { encoding: 'utf8' })
  return line.trim().split(/\s+/)[0] ?? ''
}

describe('a storage without project quota', () => {
  let scratch: Opened
  beforeAll(async () => {
    scratch = await openScratch({ overStorage: over('plain') })
  })
  afterAll(() => scratch.close())

  test('a limit that nobody can hold is refused, changes nothing, and says what to do', async () => {
    const guest = await makeGuest(scratch, 'refused', {})
    await expect(setLimit(scratch.host, guest, { processes: 32, diskBytes: 32 * MIB })).rejects.toMatchObject(
      { code: 'UNSUPPORTED', hint: expect.stringMatching(/prjquota/) },
    )
    expect(await getLimit(scratch.host, guest)).toEqual(TINY_LIMIT)
    expect((await getLimitUse(scratch.host, guest)).diskSpace).toMatchObject({ hard: null })
  })

  test('what nobody counts is told with the time at which it was measured', async () => {
    const guest = await makeGuest(scratch, 'measured', {})
    expect(await use(scratch, guest)).toBeUndefined()
    await disk(scratch, guest, 'write', '/some', 3 * MIB)
    const startedMs = Date.now()
    const id = FilesJobId.parse('measure-1')
    await scratch.host.files.start({ id, kind: 'measure', guest })
    const isDone = async () => (await scratch.host.files.inspect(id))?.state === 'done'
    expect(await waitUntil(isDone, Date.now() + patient(10_000))).toBe(true)
    const found = await use(scratch, guest)
    expect(found).toMatchObject({ enforcement: 'none', bytesLimit: null, inodesLimit: null })
    expect(found?.bytes).toBeGreaterThanOrEqual(3 * MIB)
    expect(Date.parse(found?.measuredAt ?? '')).toBeGreaterThanOrEqual(startedMs)
  })

  test('project quota is said to be missing', async () => {
    const found = await scratch.host.storage.probe({ selfTest: true })
    expect(found).toMatchObject({ filesystem: 'ext4', features: expect.not.arrayContaining(['project']) })
    expect(found.enforcement).not.toBe('project')
    const { limitsMissing } = await scratch.host.info()
    expect(limitsMissing).toEqual(expect.arrayContaining(['diskSoftBytes', 'inodesSoft']))
  })
})
