import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { test as base, expect } from 'vitest'
import { beginOperation } from '../operation/index.ts'
import { OperationId } from '../operation/model.ts'
import { Share } from '../share/model.ts'
import { guestName, guestRecord } from '../testing/index.ts'
import { openGuestStore } from './guest-store.ts'
import { openOperationStore } from './operation-store.ts'
import { openShareStore } from './share-store.ts'
import { linuxTraffic } from './traffic.ts'

const test = base.extend<{ directory: string }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest wants the pattern
  directory: async ({}, use) => {
    const directory = await mkdtemp(path.join(os.tmpdir(), 'vserver-store-'))
    await use(directory)
    await rm(directory, { recursive: true })
  },
})

const web1 = guestName('web1')

test('a record is there after the agent starts anew', async ({ directory }) => {
  const store = await openGuestStore(directory)
  await store.add(() => guestRecord('web1'))
  await store.update(web1, (now) => ({ ...now, desired: 'running' }))
  const again = await openGuestStore(directory)
  expect(await again.read(web1)).toEqual(guestRecord('web1', { desired: 'running' }))
  expect(await readdir(directory)).toEqual(['web1.json'])
})

test('a removed record is gone for good, and removing it again is fine', async ({ directory }) => {
  const store = await openGuestStore(directory)
  await store.add(() => guestRecord('web1'))
  await store.remove(web1)
  await store.remove(web1)
  expect(await readdir(directory)).toEqual([])
  await expect(store.update(web1, (now) => now)).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test('changes at once are all kept', async ({ directory }) => {
  const store = await openGuestStore(directory)
  await store.add(() => guestRecord('web1'))
  const addTen = (): Promise<unknown> =>
    store.update(web1, (now) => ({
      ...now,
      limit: { ...now.limit, processes: (now.limit.processes ?? 90) + 10 },
    }))
  await Promise.all(Array.from({ length: 10 }, addTen))
  const again = await openGuestStore(directory)
  expect(await again.read(web1)).toMatchObject({ limit: { processes: 190 } })
})

test('an addition that is refused stops nobody else', async ({ directory }) => {
  const store = await openGuestStore(directory)
  const refused = store.add(() => {
    throw new Error('no')
  })
  await expect(refused).rejects.toThrow('no')
  await store.add(() => guestRecord('web1'))
  expect(await store.list()).toHaveLength(1)
})

test.each(['{', '{}', JSON.stringify({ ...guestRecord('web1'), surprise: 1 })])(
  'a corrupt record %s is reported with its path and left alone',
  async (text) => {
    const directory = await mkdtemp(path.join(os.tmpdir(), 'vserver-store-'))
    try {
      const file = path.join(directory, 'web1.json')
      await writeFile(file, text)
      await expect(openGuestStore(directory)).rejects.toMatchObject({
        code: 'INTERNAL',
        message: expect.stringContaining(file),
      })
      expect(await readFile(file, 'utf8')).toBe(text)
    } finally {
      await rm(directory, { recursive: true })
    }
  },
)

test('an operation and its log outlive the agent', async ({ directory }) => {
  const id = OperationId.parse('op-0123456789')
  const operation = beginOperation(
    { id, kind: 'guest.start', subject: 'web1', cancellable: false, idempotencyKey: 'k' },
    0,
  )
  const store = await openOperationStore(directory)
  await store.write(operation)
  await store.appendLog(id, 'one\ntwo')
  await store.appendLog(id, 'three')
  const again = await openOperationStore(directory)
  expect(await again.list()).toEqual([operation])
  expect(await again.readLog(id)).toEqual(['one two', 'three'])
  await again.remove(id)
  expect(await readdir(directory)).toEqual([])
  expect(await again.readLog(id)).toEqual([])
})

test('the owner of a shared area outlives the agent, and the first one stays', async ({ directory }) => {
  const share = Share.parse({ name: 'data', owner: 'ada', createdAt: '2026-01-01T00:00:00.000Z' })
  await (await openShareStore(directory)).claim(share)
  const again = await openShareStore(directory)
  expect(await again.claim({ ...share, owner: 'bob' })).toEqual(share)
  await again.forget(share.name)
  expect(await readdir(directory)).toEqual([])
  expect(await again.list()).toEqual([])
})

test('traffic is there after the agent starts anew, and a file that cannot be read is said so', async ({
  directory,
}) => {
  const file = path.join(directory, 'agent', 'traffic.json')
  expect(await linuxTraffic(file).read()).toEqual([])
  const none = { bytes: 0, packets: 0 }
  const counted = { in4: none, in6: none, out4: none, out6: none, spoofed: 0, rateDropped: 0 }
  const record = { bootId: 'a', counted, total: { name: 'web1', at: '2026-01-01T00:00:00.000Z', ...counted } }
  await linuxTraffic(file).write([record])
  expect(await linuxTraffic(file).read()).toEqual([record])
  expect(await linuxTraffic(file).bootId()).toMatch(/^[0-9a-f-]{36}$/)
  await writeFile(file, '[{')
  await expect(linuxTraffic(file).read()).rejects.toMatchObject({ message: expect.stringContaining(file) })
})
