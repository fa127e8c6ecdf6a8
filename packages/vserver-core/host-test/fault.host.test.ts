import { mkdirSync, readdirSync, readFileSync, statfsSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, onTestFinished } from 'vitest'
import { createGuest, getGuest, stopGuest } from '../src/guest/index.ts'
import { GuestName, Xid } from '../src/guest/model.ts'
import { linuxHost } from '../src/linux/index.ts'
import { MIB } from '../src/units.ts'
import { openScratch, type ScratchOptions, TINY_LIMIT, test, tinyInput } from './scratch.ts'
import { BROKEN, TINY } from './tiny-template.ts'

async function ownScratch(options: ScratchOptions) {
  const scratch = await openScratch(options)
  onTestFinished(() => scratch.close())
  return scratch
}

test('a guest and what reads it outlive a broker that is killed', async ({ scratch }) => {
  const { host, broker } = scratch
  const name = GuestName.parse('calm')
  await scratch.createTiny('calm')
  await broker.end('SIGKILL')
  expect(await getGuest(host, name)).toMatchObject({ state: 'running' })
  expect(await host.runtime.readCounters(name)).toMatchObject({ processes: expect.any(Number) })
  await expect(stopGuest(host, name)).rejects.toMatchObject({ code: 'HOST_UNREACHABLE' })
  expect(await getGuest(host, name)).toMatchObject({ state: 'running', desired: 'running' })
  await broker.start()
  expect(await stopGuest(host, name)).toMatchObject({ state: 'stopped' })
})

test('a new agent finds the guests of the old one', async ({ scratch }) => {
  const { runDir, dataDir, instance } = scratch
  await scratch.createTiny('found')
  const again = await linuxHost({ runDir, dataDir, instance })
  onTestFinished(() => again.close())
  const name = GuestName.parse('found')
  expect(await getGuest(again, name)).toEqual(await getGuest(scratch.host, name))
})

test('a full storage is told, and leaves nothing of the guest', async () => {
  const scratch = await ownScratch({ storageBytes: 8 * MIB })
  const storage = path.join(scratch.dataDir, 'storage')
  const { bavail, bsize } = statfsSync(storage)
  writeFileSync(path.join(storage, 'ballast'), Buffer.alloc(bavail * bsize))
  await expect(createGuest(scratch.host, tinyInput('full'))).rejects.toMatchObject({
    code: 'NO_CAPACITY',
    subject: 'full',
  })
  expect(scratch.leftovers()).toEqual([])
})

test('a guest that a power cut left half made is made again, and what there was is kept aside', async ({
  scratch,
}) => {
  const storage = path.join(scratch.dataDir, 'storage')
  mkdirSync(path.join(storage, 'guests', 'torn', 'data'), { recursive: true })
  writeFileSync(path.join(storage, 'guests', 'torn', 'root'), '')
  expect(await scratch.createTiny('torn')).toMatchObject({ state: 'running' })
  expect(readFileSync(path.join(storage, 'guests', 'torn', 'root'), 'utf8')).toMatch(/^template=tiny\.v1$/m)
  expect(readdirSync(path.join(storage, 'bin')).filter((entry) => entry.startsWith('torn.'))).toHaveLength(1)
})

test('the files of a guest are never taken for those of another template', async ({ scratch }) => {
  const { runtime } = scratch.host
  const [name, xid] = [GuestName.parse('same'), Xid.parse(900)]
  const spec = (template: typeof TINY) => ({ name, xid, template, backend: null, limit: TINY_LIMIT })
  await runtime.createRoot(spec(TINY))
  await runtime.createRoot(spec(TINY))
  await expect(runtime.createRoot(spec(BROKEN))).rejects.toMatchObject({ code: 'ALREADY_EXISTS' })
  await runtime.deleteRoot(name)
})
