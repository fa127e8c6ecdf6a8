import { execFileSync } from 'node:child_process'
import { rmSync, statfsSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { killGuest, startGuest } from '../../src/guest/index.ts'
import { MIB } from '../../src/units.ts'
import { runShell } from '../run-in-guest.ts'
import { openScratch } from '../scratch.ts'

async function ownStorage() {
  const scratch = await openScratch({ storageBytes: 32 * MIB })
  onTestFinished(() => scratch.close())
  return { scratch, storage: path.join(scratch.dataDir, 'storage') }
}

/** The storage of these tests is a tmpfs, whose mounts can be id-mapped since 6.3. */
const [MAJOR = 0, MINOR = 0] = os.release().split('.').map(Number)
const testOnTmpfs = test.skipIf(MAJOR < 6 || (MAJOR === 6 && MINOR < 3))

testOnTmpfs(
  'a guest whose storage is full starts or says so, and starts again when there is room',
  async () => {
    const { scratch, storage } = await ownStorage()
    const guest = await scratch.createTiny('full', { start: false })
    const { bavail, bsize } = statfsSync(storage)
    const ballast = path.join(storage, 'ballast')
    writeFileSync(ballast, Buffer.alloc(bavail * bsize))
    const error = await startGuest(scratch.host, guest.name).then(
      () => null,
      (caught: unknown) => caught,
    )
    if (error === null) await killGuest(scratch.host, guest.name)
    else expect(error).toMatchObject({ code: 'NO_CAPACITY' })
    rmSync(ballast)
    await startGuest(scratch.host, guest.name)
    expect(await runShell(scratch.host, 'full', 'echo fine')).toEqual({ code: 0, output: 'fine\n' })
  },
)

testOnTmpfs('a guest whose storage is read-only says so, and nothing of it runs', async () => {
  const { scratch, storage } = await ownStorage()
  const guest = await scratch.createTiny('fixed', { start: false })
  execFileSync('mount', ['-o', 'remount,ro', storage])
  const error = await startGuest(scratch.host, guest.name).then(
    () => null,
    (caught: unknown) => caught,
  )
  execFileSync('mount', ['-o', 'remount,rw', storage])
  expect(error).toMatchObject({ code: 'INVALID_STATE', message: 'The storage of the host is read-only.' })
  expect(await scratch.host.runtime.inspect(guest.name)).not.toMatchObject({ state: 'running' })
  await startGuest(scratch.host, guest.name)
  expect(await runShell(scratch.host, 'fixed', 'echo fine')).toEqual({ code: 0, output: 'fine\n' })
})
