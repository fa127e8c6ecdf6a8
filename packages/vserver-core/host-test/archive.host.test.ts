import { execFileSync } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { expect } from 'vitest'
import { archiveGuest, unarchiveGuest } from '../src/files/index.ts'
import { deleteGuest, startGuest, stopGuest } from '../src/guest/index.ts'
import type { GuestName } from '../src/guest/model.ts'
import { getDiskUse } from '../src/storage/index.ts'
import type { Backend } from '../src/storage/model.ts'
import { MIB } from '../src/units.ts'
import { awaitJob, finishJob, newJobId, runJob, startJob } from './files-job.ts'
import {
  CHANGED_ROOT,
  changedGuest,
  guestStorage,
  listGuest,
  openRichScratch,
  poolObjects,
  RICH,
  rootDirectoryOf,
  rootOf,
} from './guest-files.ts'
import { test as base, type Scratch } from './scratch.ts'

const NO_LIMIT = { diskBytes: null, diskSoftBytes: null, inodes: null, inodesSoft: null }
const limitOf = (backend: Backend) => (backend === 'image' ? { ...NO_LIMIT, diskBytes: 64 * MIB } : NO_LIMIT)

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

/** A guest with every kind of file, and one in its raw directory. */
async function richGuest(scratch: Scratch, text: string): Promise<GuestName> {
  const guest = await changedGuest(scratch, text)
  const raw = path.join(guestStorage(scratch, guest), 'data', 'raw')
  mkdirSync(raw)
  writeFileSync(path.join(raw, 'kept'), 'as it is\n')
  return guest
}

const archive = (scratch: Scratch, guest: GuestName) => finishJob(scratch, { kind: 'archive', guest })
const unarchive = (scratch: Scratch, guest: GuestName, backend: Backend = 'overlay') =>
  finishJob(scratch, { kind: 'unarchive', guest, limit: limitOf(backend) })

function archiveOf(scratch: Scratch, guest: GuestName): string {
  return path.join(guestStorage(scratch, guest), 'archive')
}

/** The root file without what a guest of its own has: its project. */
function formOf(scratch: Scratch, guest: GuestName): Record<string, string> {
  const { project: _, ...form } = rootOf(scratch, guest)
  return form
}

const FORMS: Record<string, { backend: Backend; prepare: (scratch: Scratch, guest: GuestName) => unknown }> =
  {
    'a writable layer': { backend: 'overlay', prepare: () => {} },
    'layers over the pool': {
      backend: 'overlay',
      prepare: (scratch, guest) => finishJob(scratch, { kind: 'unify', guest }),
    },
    'an image': {
      backend: 'image',
      prepare: (scratch, guest) =>
        finishJob(scratch, { kind: 'convert', guest, backend: 'image', limit: limitOf('image') }),
    },
    'a tree of its own': {
      backend: 'tree',
      prepare: (scratch, guest) =>
        finishJob(scratch, { kind: 'convert', guest, backend: 'tree', limit: NO_LIMIT }),
    },
  }

for (const [index, [what, { backend, prepare }]] of Object.entries(FORMS).entries())
  test(`a guest with ${what} is archived and gets back exactly the files it had`, async ({ scratch }) => {
    const guest = await richGuest(scratch, `form${index}`)
    await prepare(scratch, guest)
    const before = { files: listGuest(scratch, guest), form: formOf(scratch, guest) }
    const run = await archive(scratch, guest)
    expect(run).toMatchObject({ problems: 0, files: expect.any(Number) })
    expect(readdirSync(guestStorage(scratch, guest)).sort()).toEqual(['archive', 'root'])
    expect(readdirSync(path.dirname(guestStorage(scratch, guest)))).not.toContain(`.${guest}.convert`)
    expect(await runJob(scratch, { kind: 'verify', guest, template: null })).toMatchObject({ problems: 0 })
    // What only it had in the pool is not needed while it is archived.
    await finishJob(scratch, { kind: 'sweep' })

    await unarchive(scratch, guest, backend)
    expect(existsSync(archiveOf(scratch, guest))).toBe(false)
    expect(formOf(scratch, guest)).toEqual(before.form)
    expect(listGuest(scratch, guest)).toEqual(before.files)
    expect(await runJob(scratch, { kind: 'verify', guest, template: null })).toMatchObject({ problems: 0 })
    if (backend === 'image') return // it starts with its limit, which the agent's record has not
    expect(readFileSync(path.join(guestStorage(scratch, guest), 'data', 'raw', 'kept'), 'utf8')).toBe(
      'as it is\n',
    )
    await startGuest(scratch.host, guest)
    expect(await rootDirectoryOf(scratch, guest)).toBe(CHANGED_ROOT)
    await stopGuest(scratch.host, guest)
  })

test('an archived guest takes what its archive does, and GNU tar reads that', async ({ scratch }) => {
  const guest = await changedGuest(scratch, 'counted')
  await archive(scratch, guest)
  const file = archiveOf(scratch, guest)
  const used = (await getDiskUse(scratch.host)).guests.find(({ name }) => name === guest)
  expect(used).toMatchObject({ bytes: statSync(file).blocks * 512, inodes: 1 })
  const { upper } = rootOf(scratch, guest)
  const tar = (...options: string[]) =>
    execFileSync('tar', ['--zstd', '--warning=no-unknown-keyword', '-f', file, ...options], {
      encoding: 'utf8',
    })
  const names = tar('-t').split('\n')
  expect(names).toContain(`${upper}/upper/etc/ssh/ssh_host_key`)
  expect(tar('-xO', `${upper}/upper/etc/ssh/ssh_host_key`)).toBe('secret\n')
})

test('the files of an archived guest are not for use, and its template stays', async ({ scratch }) => {
  const { host } = scratch
  const guest = await changedGuest(scratch, 'refused', false)
  await archiveGuest(host, { id: newJobId(), name: guest }, (id) => awaitJob(scratch, id))
  await expect(startGuest(host, guest)).rejects.toMatchObject({ message: `Guest ${guest} is archived.` })
  // Also by who does not ask the record.
  for (const kind of ['fold', 'unify', 'predict', 'measure'] as const)
    await expect(startJob(scratch, { kind, guest })).rejects.toMatchObject({
      code: 'INVALID_STATE',
      message: expect.stringContaining('is archived'),
    })
  expect(() => listGuest(scratch, guest)).toThrow('the guest is archived')
  await expect(host.templates.delete(RICH)).rejects.toMatchObject({ code: 'INVALID_STATE' })
  await unarchiveGuest(host, { id: newJobId(), name: guest }, (id) => awaitJob(scratch, id))
  await startGuest(host, guest)
  await stopGuest(host, guest)
})

test('an archive that is damaged is told, and stays as it is until it is put back', async ({ scratch }) => {
  const guest = await changedGuest(scratch, 'damaged')
  const before = listGuest(scratch, guest)
  await archive(scratch, guest)
  const file = archiveOf(scratch, guest)
  copyFileSync(file, `${scratch.dataDir}/kept`)
  const bytes = readFileSync(file)
  const middle = Math.floor(bytes.length / 2)
  for (const damaged of [
    bytes.subarray(0, middle),
    Buffer.concat([
      bytes.subarray(0, middle),
      Buffer.of((bytes[middle] ?? 0) ^ 1),
      bytes.subarray(middle + 1),
    ]),
    execFileSync('zstd', ['-qc'], { input: 'no archive' }),
  ]) {
    writeFileSync(file, damaged)
    expect(await runJob(scratch, { kind: 'verify', guest, template: null })).toMatchObject({ problems: 1 })
    expect(await runJob(scratch, { kind: 'unarchive', guest, limit: NO_LIMIT })).toMatchObject({
      state: 'failed',
      message: expect.stringContaining('damaged'),
    })
    expect(readdirSync(guestStorage(scratch, guest)).sort()).toEqual(['archive', 'root'])
  }
  copyFileSync(`${scratch.dataDir}/kept`, file)
  await unarchive(scratch, guest)
  expect(listGuest(scratch, guest)).toEqual(before)
})

test('an archived guest is deleted with its archive', async ({ scratch }) => {
  const guest = await changedGuest(scratch, 'deleted', false)
  await archiveGuest(scratch.host, { id: newJobId(), name: guest }, (id) => awaitJob(scratch, id))
  await deleteGuest(scratch.host, guest)
  expect(existsSync(guestStorage(scratch, guest))).toBe(false)
})

test('work that is done is not done again', async ({ scratch }) => {
  const guest = await changedGuest(scratch, 'again', false)
  const before = listGuest(scratch, guest)
  const objects = poolObjects(scratch)
  await unarchive(scratch, guest)
  expect(listGuest(scratch, guest)).toEqual(before)
  await archive(scratch, guest)
  const { mtimeMs } = statSync(archiveOf(scratch, guest))
  await archive(scratch, guest)
  expect(statSync(archiveOf(scratch, guest)).mtimeMs).toBe(mtimeMs)
  await unarchive(scratch, guest)
  expect(listGuest(scratch, guest)).toEqual(before)
  expect(poolObjects(scratch)).toEqual(objects)
})
