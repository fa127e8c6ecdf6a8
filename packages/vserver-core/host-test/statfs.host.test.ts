import { copyFileSync, readFileSync, statfsSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { GuestOptions, type OptionsChange, ShareName } from '../src/context/model.ts'
import { createGuest } from '../src/guest/index.ts'
import type { CreateGuestInput, GuestName } from '../src/guest/model.ts'
import { getLimitUse, setLimit } from '../src/limit/index.ts'
import { MIB } from '../src/units.ts'
import { enableSimpleQuota, hasSimpleQuota, mountLoop } from './loop-storage.ts'
import { awaitFile, startWithProgram, upperOf } from './own-program.ts'
import { buildProgram } from './programs.ts'
import { runInGuest, runShell } from './run-in-guest.ts'
import { openScratch, type Scratch, TINY_LIMIT, tinyInput } from './scratch.ts'
import { patient } from './slowness.ts'

type Opened = Scratch & { close(): Promise<void> }
type Told = { size: number; used: number; left: number } | string

const RAW = '/var/raw'
const LIMIT = 64 * MIB
/** Source: linux/capability.h. */
const KEPT = { CHOWN: 0, DAC_OVERRIDE: 1, FOWNER: 3, KILL: 5, SETGID: 6, SETUID: 7, SYS_PTRACE: 19 } as const

const mask = (bits: readonly number[]) => bits.reduce((sum, bit) => sum | (1n << BigInt(bit)), 0n)

/** By path, what was told of it, or the error. */
function parse(output: string): Map<string, Told> {
  return new Map(
    output
      .trim()
      .split('\n')
      .map((line) => {
        const [name = '', error = '', , size, , used, , left] = line.split(' ')
        const told = { size: Number(size), used: Number(used), left: Number(left) }
        return [name, size === undefined ? error : told]
      }),
  )
}

/** A guest that has the program. */
function looking(scratch: Scratch, name: GuestName) {
  const act = async (...argv: string[]): Promise<string> => {
    const { code, output } = await runInGuest(scratch.host, name, ['/statfs', ...argv])
    expect(code, output).toBe(0)
    return output
  }
  const run = async (script: string): Promise<string> => {
    const { code, output } = await runShell(scratch.host, name, script)
    expect(code, output).toBe(0)
    return output.trim()
  }
  const show = async (file: string): Promise<Told | undefined> => parse(await act('show', file)).get(file)
  const size = async (file: string): Promise<number | string | undefined> => {
    const told = await show(file)
    return typeof told === 'object' ? told.size : told
  }
  return { name, act, run, show, size }
}

describe.skipIf(!hasSimpleQuota())('what statfs(2) tells a guest on btrfs', () => {
  let scratch: Opened
  let whole: number
  beforeAll(async () => {
    scratch = await openScratch({
      overStorage: (storage, image) => {
        mountLoop('btrfs', image, storage)
        enableSimpleQuota(storage)
      },
    })
    const { blocks, bsize } = statfsSync(path.join(scratch.dataDir, 'storage'))
    whole = blocks * bsize
  })
  afterAll(() => scratch.close())

  /** Running, with the program, and room for LIMIT. */
  async function create(name: string, change: Partial<CreateGuestInput> = {}, options: OptionsChange = {}) {
    const guest = await createGuest(
      scratch.host,
      tinyInput(name, {
        limit: { ...TINY_LIMIT, diskBytes: LIMIT },
        options: GuestOptions.parse({ rawDirectory: RAW, owner: 'ada', ...options }),
        ...change,
      }),
    )
    const root = change.backend === 'tree' ? 'data/tree' : 'data/1/upper'
    copyFileSync(
      buildProgram('statfs'),
      path.join(scratch.dataDir, 'storage', 'guests', name, root, 'statfs'),
    )
    return looking(scratch, guest.name)
  }

  test.each(['overlay', 'tree'] as const)(
    'df in a guest with the backend %s is its limit',
    async (backend) => {
      const guest = await create(`df-${backend}`, { backend })
      await guest.run('dd if=/dev/zero of=/fill bs=65536 count=160 2>/dev/null; sync')
      const [, size = 0, used = 0, left = 0] = (await guest.run('df -k / | tail -n 1'))
        .split(/\s+/)
        .map(Number)
      expect(size * 1024).toBe(LIMIT)
      expect((used + left) * 1024).toBe(LIMIT)
      expect(used * 1024).toBeGreaterThanOrEqual(10 * MIB)
      const { diskSpace } = await getLimitUse(scratch.host, guest.name)
      expect(Math.abs((diskSpace?.current ?? 0) - used * 1024)).toBeLessThan(MIB)
    },
  )

  test('what is left is what the guest can still write, also before anything is on the disk', async () => {
    const guest = await create('left')
    const { left } = (await guest.show('/')) as { left: number }
    await guest.run('dd if=/dev/zero of=/fill bs=65536 count=2000 2>/dev/null; true')
    const written = Number(await guest.run('stat -c %s /fill'))
    expect(Math.abs(written - left)).toBeLessThan(2 * MIB)
    expect(await guest.show('/')).toMatchObject({ size: LIMIT })
    expect(((await guest.show('/')) as { left: number }).left).toBeLessThan(2 * MIB)
  })

  test('a limit that changes or goes away shows at once', async () => {
    const guest = await create('changes')
    for (const diskBytes of [32 * MIB, 96 * MIB]) {
      await setLimit(scratch.host, guest.name, { diskBytes })
      expect(await guest.size('/')).toBe(diskBytes)
    }
    await setLimit(scratch.host, guest.name, { diskBytes: null })
    expect(await guest.size('/')).toBe(whole)
    await setLimit(scratch.host, guest.name, { diskBytes: LIMIT })
    expect(await guest.size('/')).toBe(LIMIT)
  })

  test('every way to name a file of the guest leads to the same answer', async () => {
    const guest = await create('ways')
    await guest.run(`mkdir -p /a/b ${RAW}/c /jail/d; ln -s /a/b /jail/up; ln -s ../.. /a/b/out`)
    const absolute = ['/', '/a/b', '/statfs', RAW, `${RAW}/c`, '/a/b/out', '/../..', '/a/../a/b']
    const own = (paths: string[]) => new Map(paths.map((file) => [file, LIMIT]))
    const sizes = (output: string) =>
      new Map([...parse(output)].map(([file, told]) => [file, typeof told === 'object' ? told.size : told]))
    expect(sizes(await guest.act('show', ...absolute))).toEqual(own(absolute))
    expect(sizes(await guest.act('fd', ...absolute))).toEqual(own(absolute))
    const relative = ['.', '..', 'b', '../statfs', 'b/out', '../../..']
    expect(sizes(await guest.run(`cd /a && /statfs show ${relative.join(' ')}`))).toEqual(own(relative))
    const below = sizes(await guest.act('below', '/jail', '/d', '/', '.', '..', '/d', '/up', '/a'))
    expect(below).toEqual(
      new Map<string, unknown>([...own(['/', '.', '..', '/d']), ['/up', 'ENOENT'], ['/a', 'ENOENT']]),
    )
  })

  test.each(['overlay', 'tree'] as const)(
    'subvolumes that a guest with the backend %s makes are counted to it, and told so',
    async (backend) => {
      const guest = await create(`sub-${backend}`, { backend })
      await guest.act('subvolume', RAW, 'own')
      expect(await guest.size(`${RAW}/own`)).toBe(LIMIT)
    },
  )

  test('other file systems, and areas that guests share, are told as they are', async () => {
    const mounts = [{ share: ShareName.parse('common'), target: '/common', readOnly: false }]
    const guest = await create('others', {}, { mounts })
    expect(await guest.size('/common')).toBe(whole)
    expect(await guest.size('/tmp')).not.toBe(LIMIT)
    /** Source: linux/magic.h, TMPFS_MAGIC, PROC_SUPER_MAGIC, SYSFS_MAGIC, DEVPTS_SUPER_MAGIC. */
    const types = [
      ...(await guest.act('show', '/tmp', '/proc', '/sys', '/dev/pts')).matchAll(/^\S+ (\w+) /gm),
    ]
    expect(types.map(([, type]) => type)).toEqual(['1021994', '9fa0', '62656572', '1cd1'])
    expect(await guest.size(scratch.dataDir)).toBe('ENOENT')
  })

  test('nobody learns of a directory that is closed to them, and everybody is told of their own', async () => {
    const guest = await create('closed')
    await guest.run(
      'mkdir -m 700 /closed /own; mkdir -m 750 /group; touch /closed/file /own/file /group/file; chown 1000:1000 /own; chgrp 2000 /group',
    )
    const shown = (output: string) =>
      [...parse(output).values()].map((told) => (typeof told === 'object' ? told.size : told))
    const files = ['/closed/file', '/closed/none', '/own/file', '/group/file']
    const as = async (...ids: string[]) => shown(await guest.act('as', ...ids, ...files))
    expect(await as('1000', '1000', '2000')).toEqual(['EACCES', 'EACCES', LIMIT, LIMIT])
    expect(await as('1000', '1000', '3000')).toEqual(['EACCES', 'EACCES', LIMIT, 'EACCES'])
    expect(await as('1001', '2000', '3000')).toEqual(['EACCES', 'EACCES', 'EACCES', LIMIT])
    expect(shown(await guest.act('show', ...files))).toEqual([LIMIT, 'ENOENT', LIMIT, LIMIT])
  })

  test('what the kernel refuses is refused with its errors', async () => {
    const guest = await create('wrong')
    expect(await guest.act('wrong', '/statfs')).toBe('0 wrong\n')
  })

  /** When it is no more what was looked up, the kernel answers: that is of the whole file system. */
  test('a path that changes while it is asked for is answered all the same, and others as before', async () => {
    const guest = await create('race')
    const asked = guest.act('race', '3000', '/', '/tmp')
    expect(await guest.size('/')).toBe(LIMIT)
    const [own = 0, other = 0, kernel = 0] = (await asked).split(' ').map(Number)
    expect(own + other + kernel).toBeGreaterThan(1500)
    expect(Math.min(own, other)).toBeGreaterThan(0)
    expect(await guest.size('/')).toBe(LIMIT)
  })

  test('who asks without end is held to a rate, and others are answered meanwhile', async () => {
    const guest = await create('greedy')
    const hammer = guest.act('time', '6000', '/')
    expect(await guest.size('/')).toBe(LIMIT)
    const mean = Number((await hammer).split('\n')[1])
    /** Two thousand at once, then two thousand a second. */
    expect(mean * 6000).toBeGreaterThan(1.8e6)
  })

  test('what the init of a guest has started is told the same, by a supervisor that keeps little', async () => {
    await startWithProgram(scratch, 'init', {
      program: buildProgram('statfs'),
      script: '/statfs show / >/new && mv /new /said && exec sleep 1000',
      change: { limit: { ...TINY_LIMIT, diskBytes: LIMIT } },
    })
    const said = await awaitFile(path.join(upperOf(scratch, 'init'), 'said'), patient(10_000))
    expect(parse(said).get('/')).toMatchObject({ size: LIMIT })
    const state = readFileSync(path.join(scratch.runDir, 'guests', 'init', 'state'), 'utf8')
    const supervisor = readFileSync(`/proc/${/^supervisor_pid=(\d+)$/m.exec(state)?.[1]}/status`, 'utf8')
    const kept = BigInt(`0x${/^CapEff:\t(\w+)$/m.exec(supervisor)?.[1]}`)
    expect(kept & ~mask(Object.values(KEPT))).toBe(0n)
    expect(supervisor).toMatch(/^Seccomp_filters:\t2$/m)
  })
})

test('where the kernel tells of the limit itself nothing is answered for it', async () => {
  const scratch = await openScratch()
  try {
    await scratch.createTiny('elsewhere')
    const state = readFileSync(path.join(scratch.runDir, 'guests', 'elsewhere', 'state'), 'utf8')
    expect(state).toMatch(/^virtual=1$/m)
    expect(state).not.toMatch(/^statfs=/m)
  } finally {
    await scratch.close()
  }
})
