import { randomBytes } from 'node:crypto'
import { readdirSync } from 'node:fs'
import path from 'node:path'
import { expect } from 'vitest'
import { startGuest, stopGuest } from '../src/guest/index.ts'
import type { GuestName } from '../src/guest/model.ts'
import type { Backend } from '../src/storage/model.ts'
import { MIB } from '../src/units.ts'
import { finishJob, runJob } from './files-job.ts'
import {
  CHANGED_ROOT,
  changedGuest,
  guestStorage,
  listGuest,
  openRichScratch,
  poolObjects,
  putFile,
  rootDirectoryOf,
  rootOf,
} from './guest-files.ts'
import { runShell } from './run-in-guest.ts'
import { test as base, type Scratch } from './scratch.ts'

const NO_LIMIT = { diskBytes: null, diskSoftBytes: null, inodes: null, inodesSoft: null }
/** By enum vs_backend. */
const BACKEND_OF: Record<string, Backend> = { 1: 'overlay', 2: 'image', 3: 'tree' }

const test = base.extend<{ scratch: Scratch }>({
  scratch: [
    // biome-ignore lint/correctness/noEmptyPattern: vitest wants the pattern
    async ({}, use) => {
      const scratch = await openRichScratch()
      await use(scratch)
      await scratch.close()
    },
    { scope: 'file' },
  ],
})

async function convert(scratch: Scratch, guest: GuestName, backend: Backend): Promise<void> {
  const limit = backend === 'image' ? { ...NO_LIMIT, diskBytes: 64 * MIB } : NO_LIMIT
  await finishJob(scratch, { kind: 'convert', guest, backend, limit })
  expect(BACKEND_OF[rootOf(scratch, guest).backend ?? '']).toBe(backend)
}

test('a guest is converted to each backend and back, and none of its files changes', async ({ scratch }) => {
  const guest = await changedGuest(scratch, 'converted')
  const before = listGuest(scratch, guest)
  for (const backend of ['tree', 'overlay', 'image', 'tree', 'image', 'overlay'] as const) {
    await convert(scratch, guest, backend)
    expect(listGuest(scratch, guest)).toEqual(before)
    if (backend === 'image') continue // it starts with its limit, which the agent's record has not
    await startGuest(scratch.host, guest)
    expect(await runShell(scratch.host, guest, 'cat /usr/share/elsewhere/new')).toEqual({
      code: 0,
      output: 'new\n',
    })
    expect(await rootDirectoryOf(scratch, guest)).toBe(CHANGED_ROOT)
    await stopGuest(scratch.host, guest)
  }
  expect(readdirSync(path.join(scratch.dataDir, 'storage', 'guests'))).toEqual([guest])
  expect(await runJob(scratch, { kind: 'verify', guest, template: null })).toMatchObject({ problems: 0 })
})

test('an image without a disk limit is refused, and the guest stays as it was', async ({ scratch }) => {
  const guest = await changedGuest(scratch, 'unlimited', false)
  const before = listGuest(scratch, guest)
  expect(await runJob(scratch, { kind: 'convert', guest, backend: 'image', limit: NO_LIMIT })).toMatchObject({
    state: 'failed',
    message: 'An image needs a disk limit: it is its size',
  })
  expect(listGuest(scratch, guest)).toEqual(before)
  expect(readdirSync(path.dirname(guestStorage(scratch, guest)))).not.toContain('.unlimited.convert')
})

test('what no guest needs any more is swept out of the pool, what one needs stays', async ({ scratch }) => {
  const guest = await changedGuest(scratch, 'swept')
  putFile(scratch, guest, 'srv/own', randomBytes(100_000))
  const before = listGuest(scratch, guest)
  await finishJob(scratch, { kind: 'unify', guest })
  const pooled = poolObjects(scratch)
  expect(await finishJob(scratch, { kind: 'sweep' })).toMatchObject({ objects: 0 })
  await convert(scratch, guest, 'tree')
  const swept = await finishJob(scratch, { kind: 'sweep' })
  expect(poolObjects(scratch)).toHaveLength(pooled.length - swept.objects)
  expect(swept).toMatchObject({ objects: expect.any(Number), savedBytes: expect.any(Number) })
  expect(swept.objects).toBeGreaterThan(0)
  expect(swept.savedBytes).toBeGreaterThanOrEqual(100_000)
  expect(listGuest(scratch, guest)).toEqual(before)
  expect(await finishJob(scratch, { kind: 'verify', guest: null, template: null })).toMatchObject({
    problems: 0,
  })
})
