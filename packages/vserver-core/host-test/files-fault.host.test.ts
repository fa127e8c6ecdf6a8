import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { expect, onTestFinished } from 'vitest'
import type { FilesJob } from '../src/files/model.ts'
import { startGuest, stopGuest } from '../src/guest/index.ts'
import { GuestName, Xid } from '../src/guest/model.ts'
import { UNLIMITED } from '../src/limit/model.ts'
import { MIB } from '../src/units.ts'
import { awaitJob, finishJob, type JobOf, newJobId, runJob, startJob } from './files-job.ts'
import {
  changedGuest,
  guestStorage,
  listGuest,
  openRichScratch,
  poolObjects,
  putFile,
  RICH,
  rootOf,
} from './guest-files.ts'
import { runShell } from './run-in-guest.ts'
import { test as base, type Scratch } from './scratch.ts'

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

const VERIFY = { kind: 'verify' as const, guest: null, template: null }

/** A stopped guest with one more file, of a content that nothing else has. */
async function guestWith(scratch: Scratch, name: string, bytes: Buffer): Promise<GuestName> {
  const guest = await changedGuest(scratch, name, false)
  putFile(scratch, guest, 'srv/own', bytes)
  return guest
}

function content(name: string): Buffer {
  return Buffer.alloc(50_000, `content of ${name} `)
}

/** The object that the pool got for a content. */
function objectOf(scratch: Scratch, before: string[]): string {
  const added = poolObjects(scratch).filter((object) => !before.includes(object))
  expect(added).toHaveLength(1)
  return path.join(scratch.dataDir, 'storage', 'pool', '.p', added[0] ?? '')
}

/** Unified, so that the content is an object; returns that. */
async function pooled(scratch: Scratch, guest: GuestName): Promise<string> {
  const other = await changedGuest(scratch, `${guest}-other`, false)
  await finishJob(scratch, { kind: 'unify', guest: other })
  const before = poolObjects(scratch)
  await finishJob(scratch, { kind: 'unify', guest })
  return objectOf(scratch, before)
}

async function problems(scratch: Scratch): Promise<{ count: number; log: string }> {
  const id = await startJob(scratch, VERIFY)
  const run = await awaitJob(scratch, id)
  return { count: run.problems, log: (await scratch.host.files.readLog(id, 0)).text }
}

test('a damaged object is found, and no file is ever merged into it', async ({ scratch }) => {
  const bytes = content('damaged')
  const guest = await guestWith(scratch, 'damaged', bytes)
  const object = await pooled(scratch, guest)
  chmodSync(object, 0o600)
  const damaged = Buffer.from(bytes)
  damaged[7] = 0
  writeFileSync(object, damaged)
  const found = await problems(scratch)
  expect(found.count).toBe(1)
  expect(found.log).toContain(`pool/${path.basename(object)}: its content is not what it was.`)
  const later = await guestWith(scratch, 'later', bytes)
  const before = listGuest(scratch, later)
  await finishJob(scratch, { kind: 'unify', guest: later })
  expect(listGuest(scratch, later)).toEqual(before)
  writeFileSync(object, bytes)
  expect(await problems(scratch)).toMatchObject({ count: 0 })
})

test('a missing object is told with the file that needs it, and that file is never silently empty', async ({
  scratch,
}) => {
  const bytes = content('missing')
  const guest = await guestWith(scratch, 'missing', bytes)
  const object = await pooled(scratch, guest)
  rmSync(object)
  const found = await problems(scratch)
  expect(found.count).toBe(1)
  expect(found.log).toContain(
    `guests/missing: 1/upper/srv/own: its object ${path.basename(object)} is missing.`,
  )
  await startGuest(scratch.host, guest)
  expect(
    await runShell(
      scratch.host,
      guest,
      'cat /srv/own 2>/dev/null | wc -c; cat /srv/own 2>&1 >/dev/null | wc -l',
    ),
  ).toEqual({
    code: 0,
    output: '0\n1\n',
  })
  await stopGuest(scratch.host, guest)
  writeFileSync(object, bytes)
  expect(await problems(scratch)).toMatchObject({ count: 0 })
})

test('an object of another length is told with the file that needs it', async ({ scratch }) => {
  const bytes = content('cut')
  const guest = await guestWith(scratch, 'cut', bytes)
  const object = await pooled(scratch, guest)
  truncateSync(object, 100)
  const found = await problems(scratch)
  expect(found.count).toBe(2)
  expect(found.log).toMatch(/guests\/cut: 1\/upper\/srv\/own: is 50000 bytes long, its object \S+ 100\./)
  writeFileSync(object, bytes)
  expect(await problems(scratch)).toMatchObject({ count: 0 })
})

test('a layer that is missing is told', async ({ scratch }) => {
  const guest = await guestWith(scratch, 'layerless', content('layerless'))
  await finishJob(scratch, { kind: 'unify', guest })
  const data = path.join(guestStorage(scratch, guest), 'data')
  execFileSync('mv', [path.join(data, '1'), path.join(data, 'aside')])
  const { log } = await problems(scratch)
  execFileSync('mv', [path.join(data, 'aside'), path.join(data, '1')])
  expect(log).toContain('guests/layerless: its layer data/1 is missing.')
  expect(await problems(scratch)).toMatchObject({ count: 0 })
})

/** A guest whose unify takes a moment. */
async function guestWithMany(scratch: Scratch, name: string): Promise<GuestName> {
  const guest = await guestWith(scratch, name, content(name))
  for (let index = 0; index < 1000; index += 1)
    putFile(scratch, guest, `srv/many-${index}`, Buffer.alloc(20_000, `${name} ${index} `))
  return guest
}

/** Starts a job and stops its process until it is let go on. */
async function startPaused(scratch: Scratch, job: JobOf<FilesJob>) {
  const id = await startJob(scratch, job)
  const state = readFileSync(path.join(scratch.runDir, 'files', id, 'state'), 'utf8')
  const pid = Number(/^pid=(\d+)$/m.exec(state)?.[1])
  process.kill(pid, 'SIGSTOP')
  let isPaused = true
  const resume = () => {
    if (isPaused) process.kill(pid, 'SIGCONT')
    isPaused = false
  }
  onTestFinished(resume)
  return { id, resume }
}

test('two jobs on one guest exclude each other, as do two on the whole host', async ({ scratch }) => {
  const guest = await guestWithMany(scratch, 'wanted')
  const unify = await startPaused(scratch, { kind: 'unify', guest })
  await expect(startJob(scratch, { kind: 'unify', guest })).rejects.toMatchObject({ code: 'BUSY' })
  await expect(startJob(scratch, { kind: 'measure', guest })).rejects.toMatchObject({ code: 'BUSY' })
  const verify = await startPaused(scratch, VERIFY)
  await expect(startJob(scratch, { kind: 'sweep' })).rejects.toMatchObject({ code: 'BUSY' })
  unify.resume()
  verify.resume()
  expect(await awaitJob(scratch, unify.id)).toMatchObject({ state: 'done' })
  expect(await awaitJob(scratch, verify.id)).toMatchObject({ state: 'done' })
})

test('a guest is neither started nor deleted while its files are unified', async ({ scratch }) => {
  const guest = await guestWithMany(scratch, 'held')
  const { id, resume } = await startPaused(scratch, { kind: 'unify', guest })
  const refused = { code: expect.stringMatching(/^(BUSY|INVALID_STATE)$/) }
  await expect(startGuest(scratch.host, guest)).rejects.toMatchObject(refused)
  await expect(scratch.host.runtime.deleteRoot(guest)).rejects.toMatchObject(refused)
  resume()
  expect(await awaitJob(scratch, id)).toMatchObject({ state: 'done' })
  await startGuest(scratch.host, guest)
  await stopGuest(scratch.host, guest)
})

test('a cancelled unify leaves every file as it was and is gone on with', async ({ scratch }) => {
  const guest = await guestWithMany(scratch, 'cancelled')
  const before = listGuest(scratch, guest)
  const { id, resume } = await startPaused(scratch, { kind: 'unify', guest })
  await scratch.host.files.cancel(id)
  resume()
  expect(await awaitJob(scratch, id)).toMatchObject({ state: 'cancelled' })
  expect(listGuest(scratch, guest)).toEqual(before)
  const run = await finishJob(scratch, { kind: 'unify', guest })
  expect(run.pooled).toBeGreaterThan(0)
  expect(rootOf(scratch, guest)).toMatchObject({ upper: '2', layers: '1' })
  expect(listGuest(scratch, guest)).toEqual(before)
})

test('a guest that has the pool as a name of its own is not unified', async ({ scratch }) => {
  const guest = await guestWith(scratch, 'named', content('named'))
  putFile(scratch, guest, '.p/file', content('file'))
  expect(await runJob(scratch, { kind: 'unify', guest })).toMatchObject({
    state: 'failed',
    message: 'The guest has a file /.p: rename or remove it first',
  })
  expect(rootOf(scratch, guest)).toMatchObject({ upper: '1', layers: '' })
})

test('a job of the same name takes the place of the older one, and of many only the newest stay', async ({
  scratch,
}) => {
  const guest = await guestWith(scratch, 'measured', content('measured'))
  const id = newJobId()
  for (const kind of ['measure', 'predict'] as const) {
    await scratch.host.files.start({ id, kind, guest })
    expect(await awaitJob(scratch, id)).toMatchObject({ state: 'done' })
  }
  const jobs = path.join(scratch.runDir, 'files')
  for (let index = 0; index < 230; index += 1) mkdirSync(path.join(jobs, `old-${index}`), { mode: 0o750 })
  await finishJob(scratch, { kind: 'measure', guest })
  expect(readdirSync(jobs).filter((name) => !name.startsWith('.')).length).toBeLessThanOrEqual(200)
})

/** A storage with a small file system of its own. */
async function smallScratch() {
  const scratch = await openRichScratch({
    overStorage: (storage, image) => {
      execFileSync('truncate', ['-s', String(96 * MIB), image])
      execFileSync('mkfs.ext4', ['-q', '-F', '-m', '0', image])
      execFileSync('mount', ['-o', 'loop', image, storage])
    },
  })
  onTestFinished(() => scratch.close())
  return scratch
}

const NO_LIMIT = { diskBytes: null, diskSoftBytes: null, inodes: null, inodesSoft: null }
/** A unify that failed half way leaves times of directories to the next one. */
const ROUGHLY = ['-t', '-l']
const COPY = GuestName.parse('copy')
const XID = Xid.parse(4100)

const NEEDING_ROOM: {
  kind: 'unify' | 'fold' | 'clone' | 'convert'
  job(guest: GuestName): JobOf<FilesJob>
}[] = [
  { kind: 'unify', job: (guest) => ({ kind: 'unify', guest }) },
  { kind: 'fold', job: (guest) => ({ kind: 'fold', guest }) },
  {
    kind: 'clone',
    job: (source) => ({
      ...{ kind: 'clone', guest: COPY, source, template: RICH, xid: XID },
      ...{ backend: null, limit: NO_LIMIT, keepKeys: true },
    }),
  },
  { kind: 'convert', job: (guest) => ({ kind: 'convert', guest, backend: 'tree', limit: NO_LIMIT }) },
]

/** Leaves so much room, to the block. */
function fill(scratch: Scratch, freeBytes: number): () => void {
  const ballast = path.join(scratch.dataDir, 'storage', 'ballast')
  expect(() => execFileSync('dd', ['if=/dev/zero', `of=${ballast}`, 'bs=4k'], { stdio: 'pipe' })).toThrow()
  truncateSync(ballast, statSync(ballast).size - freeBytes)
  return () => rmSync(ballast)
}

for (const { kind, job } of NEEDING_ROOM)
  test(`a storage that gets full fails a ${kind} in words, with all files as they were, and it succeeds with room`, async () => {
    const scratch = await smallScratch()
    const guest = await changedGuest(scratch, 'tight')
    await finishJob(scratch, { kind: 'unify', guest })
    putFile(scratch, guest, 'srv/second', randomBytes(50_000))
    if (kind === 'fold') await finishJob(scratch, { kind: 'unify', guest })
    const spec = { name: COPY, xid: XID, template: RICH, backend: null, limit: UNLIMITED }
    if (kind === 'clone') await scratch.host.runtime.createRoot(spec)
    const [before, roughly] = [listGuest(scratch, guest), listGuest(scratch, guest, ROUGHLY)]
    for (const freeBytes of [0, 8192, 65_536]) {
      const empty = fill(scratch, freeBytes)
      const run = await runJob(scratch, job(guest))
      if (run.state !== 'done' || freeBytes === 0)
        expect(run).toMatchObject({ state: 'failed', message: 'No space left on the storage' })
      empty()
      expect(listGuest(scratch, guest, ROUGHLY)).toEqual(roughly)
    }
    const run = await runJob(scratch, job(guest))
    if (run.message !== 'The guest has files already') expect(run).toMatchObject({ state: 'done' })
    expect(listGuest(scratch, kind === 'clone' ? COPY : guest)).toEqual(before)
    expect(await runJob(scratch, VERIFY)).toMatchObject({ problems: 0 })
  })
