import { expect } from 'vitest'
import { GuestName } from '../../src/guest/model.ts'
import { setLimit } from '../../src/limit/index.ts'
import { MIB } from '../../src/units.ts'
import { runShell } from '../run-in-guest.ts'
import { type Scratch, test } from '../scratch.ts'
import { patient } from '../slowness.ts'

async function written(scratch: Scratch, name: GuestName): Promise<number | undefined> {
  return (await scratch.host.runtime.readCounters(name))?.io?.writeBytes
}

/** On a kernel that counts nothing before somebody has a limit of the disk, somebody has one. */
async function withLimit(scratch: Scratch, name: string): Promise<void> {
  await scratch.createTiny(name)
  await setLimit(scratch.host, GuestName.parse(name), { diskWriteBps: 2 ** 40 })
}

test('what a guest moves on disks is counted though it has no limit of them', async ({ scratch }) => {
  await withLimit(scratch, 'limited')
  const name = GuestName.parse('free')
  await scratch.createTiny(name)
  const before = await written(scratch, name)
  expect(before).toBeTypeOf('number')
  await runShell(scratch.host, name, 'dd if=/dev/zero of=/root/file bs=1M count=8 oflag=direct')
  await expect
    .poll(() => written(scratch, name), { timeout: patient(5000) })
    .toBeGreaterThanOrEqual((before ?? 0) + 8 * MIB)
})
