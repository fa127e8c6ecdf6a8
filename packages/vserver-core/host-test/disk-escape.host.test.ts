import { execFileSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { GuestOptions } from '../src/context/model.ts'
import { GuestName } from '../src/guest/model.ts'
import { getLimit, getLimitUse } from '../src/limit/index.ts'
import { applyChange } from '../src/limit/model.ts'
import { MIB } from '../src/units.ts'
import { installProgram } from './guest-program.ts'
import { upperOf } from './own-program.ts'
import { buildProgram } from './programs.ts'
import { hasProjectQuota, over, QUOTA_FILESYSTEMS } from './project-quota.ts'
import { runShell } from './run-in-guest.ts'
import { openScratch, type Scratch, TINY_LIMIT } from './scratch.ts'

const LIMIT = { diskBytes: 24 * MIB, inodes: 600 }
const REFUSED =
  /^(Invalid argument|Operation not permitted|Permission denied|Function not implemented|Operation not supported|Inappropriate ioctl for device)$/
const MODES = [
  { mode: 'default capabilities', add: [] },
  { mode: 'CAP_SYS_ADMIN and CAP_SYS_RESOURCE as well', add: ['SYS_ADMIN', 'SYS_RESOURCE'] },
] as const

/** Each would take a file out of what is counted, or lift the limit. */
const ATTEMPTS = [
  ['project', '/own/file', '0'],
  ['project', '/own/file', '1'],
  ['project', '/own', '0'],
  ['project', '/', '0'],
  ['inherit', '/own'],
  ['flags', '/own'],
  ['setattr', '/own/file'],
  ['quota', '/'],
  ['quota', '/own'],
]

describe.each(QUOTA_FILESYSTEMS)('project quota of %s', (filesystem) => {
  describe.runIf(hasProjectQuota(filesystem))('on this kernel', () => {
    let scratch: Scratch & { close(): Promise<void> }
    beforeAll(async () => {
      scratch = await openScratch({ overStorage: over(filesystem) })
    })
    afterAll(() => scratch.close())

    describe.each(MODES)('$mode', ({ add }) => {
      const guest = GuestName.parse(`escape${add.length}`)
      const said = async (script: string) => (await runShell(scratch.host, guest, script)).output.trim()
      const last = async (script: string) => (await said(script)).split('\n').at(-1)

      beforeAll(async () => {
        const options = GuestOptions.parse({
          owner: 'ada',
          capabilities: { add: [...add], remove: [] },
          mounts: [{ share: 'area', target: '/area', readOnly: false }],
        })
        await scratch.createTiny(guest, { limit: applyChange(TINY_LIMIT, LIMIT), options })
        installProgram(scratch, guest, buildProgram('disk'))
        await said('mkdir /own && echo x >/own/file')
      })

      test('root of a guest can neither leave its project nor change its limit', async () => {
        const before = projectsOf(scratch, guest)
        for (const attempt of ATTEMPTS)
          expect(await last(`/disk ${attempt.join(' ')}`), attempt.join(' ')).toMatch(REFUSED)
        // A guest makes no user namespaces of its own; in one of those the number could not be changed either.
        expect(await last('unshare -Ur /disk project /own/file 0')).toMatch(/No space left on device$/)
        expect(projectsOf(scratch, guest)).toEqual(before)
        expect(new Set(before).size).toBe(1)
        expect(await getLimit(scratch.host, guest)).toMatchObject(LIMIT)
      })

      test('a file stays counted whoever owns it and whatever it is called', async () => {
        const used = async () => (await getLimitUse(scratch.host, guest)).diskSpace?.current ?? Number.NaN
        await said('/disk write /own/big 4194304; sync')
        const before = await used()
        await said('chown 1000:1000 /own/big; mkdir -p /deep/er; mv /own/big /deep/er/big; sync')
        expect(await used()).toBeGreaterThanOrEqual(before - 64 * 1024)
        expect(await said('ln /deep/er/big /area/big')).toMatch(/Invalid cross-device link/)
      })

      test('no capability of a guest lets its root write beyond the limit', async () => {
        expect(await last('/disk write /own/full 104857600')).toMatch(/Disk quota exceeded|No space left/)
        const { diskSpace } = await getLimitUse(scratch.host, guest)
        expect(diskSpace?.current).toBeLessThanOrEqual(LIMIT.diskBytes)
        expect(diskSpace?.current).toBeGreaterThan(LIMIT.diskBytes - 128 * 1024)
      })
    })
  })
})

/** The project of everything the guest has made. */
function projectsOf(scratch: Scratch, guest: GuestName): string[] {
  const lines = execFileSync('lsattr', ['-Rpa', upperOf(scratch, guest)], { encoding: 'utf8' }).split('\n')
  return lines.map((line) => /^\s*(\d+) /.exec(line)?.[1]).filter((project) => project !== undefined)
}
