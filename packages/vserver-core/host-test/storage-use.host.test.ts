import { expect } from 'vitest'
import { lookAtFiles } from '../src/files/index.ts'
import { GuestName } from '../src/guest/model.ts'
import { getDiskUse, getStorage, testStorage } from '../src/storage/index.ts'
import { awaitJob, newJobId } from './files-job.ts'
import { runShell } from './run-in-guest.ts'
import { test } from './scratch.ts'

test('what a running guest uses is in the next walk, whoever counts it', async ({ scratch }) => {
  const { host } = scratch
  const name = GuestName.parse('eater')
  await scratch.createTiny(name)
  const usedOf = async () => {
    await lookAtFiles(host, { id: newJobId(), kind: 'measure', name }, (id) => awaitJob(scratch, id))
    return (await getDiskUse(host)).guests.find((guest) => guest.name === name)
  }
  const before = await usedOf()
  const ate = await runShell(host, name, 'dd if=/dev/urandom of=/eaten bs=1M count=3 conv=fsync')
  expect(ate.code, ate.output).toBe(0)
  const after = await usedOf()
  expect((after?.bytes ?? 0) - (before?.bytes ?? 0)).toBeGreaterThanOrEqual(3 * 2 ** 20)
  expect((after?.inodes ?? 0) - (before?.inodes ?? 0)).toBe(1)
  expect(after?.level).toBe('fine')
})

test('a storage says that it enforces only what its self-test has proved', async ({ scratch }) => {
  const tested = await testStorage(scratch.host)
  expect(tested.selfTest?.at).toBeDefined()
  if (!tested.selfTest?.passed) expect(tested.enforcement).not.toBe('project')
  expect(await getStorage(scratch.host)).toMatchObject({
    filesystem: tested.filesystem,
    enforcement: tested.enforcement,
    selfTest: tested.selfTest,
  })
})
