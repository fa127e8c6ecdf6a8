import { readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { GuestOptions } from '../src/context/model.ts'
import { deleteGuest, restartGuest } from '../src/guest/index.ts'
import { compileProgram, installProgram } from './guest-program.ts'
import { runShell } from './run-in-guest.ts'
import { openScratch, type Scratch } from './scratch.ts'

async function mounted(): Promise<Scratch> {
  const scratch = await openScratch({ mountStorage: true })
  onTestFinished(() => scratch.close())
  return scratch
}

/**
 * The options of every mount at the storage of an instance, in this process's view. While others mount, one look can
 * miss a line or have it twice: the kernel gives the list in pieces.
 */
function storageMounts({ dataDir }: Scratch): string[] {
  const lines = readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .map((line) => line.split(' '))
  return lines
    .filter((fields) => fields[4] === path.join(dataDir, 'storage'))
    .map((fields) => fields[5] ?? '')
}

test('on the host the storage is for root alone, without set-user-id programs and devices, however often the broker starts', async () => {
  const scratch = await mounted()
  for (let starts = 0; starts < 2; starts++) {
    await expect.poll(() => storageMounts(scratch)).toEqual([expect.stringMatching(/nosuid,nodev/)])
    await scratch.broker.end('SIGKILL')
    await scratch.broker.start()
  }
  await expect.poll(() => storageMounts(scratch)).toHaveLength(1)
  expect(statSync(path.join(scratch.dataDir, 'storage'))).toMatchObject({ uid: 0, mode: 0o40700 })
  expect(readFileSync(path.join(scratch.runDir, 'storage-mount'), 'utf8')).toMatch(/^mount=\d+\n$/)
})

test('set-user-id programs of a guest work in it although the storage of the host forbids them', async () => {
  const scratch = await mounted()
  const options = GuestOptions.parse({ rawDirectory: '/var/raw' })
  const { name } = await scratch.createTiny('suid', { options })
  installProgram(scratch, name, compileProgram(scratch, 'identity'))
  const prepare = `echo 'ada:x:1000:1000::/:/bin/sh' >>/etc/passwd; cp /identity /var/raw/identity`
  const script = `${prepare}; for file in /identity /var/raw/identity; do chmod 4755 $file; /bin/busybox su ada -c $file; done`
  expect(await runShell(scratch.host, name, script)).toEqual({ code: 0, output: '1000 0\n1000 0\n' })
  expect(await restartGuest(scratch.host, name)).toMatchObject({ state: 'running' })
  await deleteGuest(scratch.host, name)
})
