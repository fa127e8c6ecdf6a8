import { expect, test } from 'vitest'
import { getGuest, reconcileGuest, reinstallGuest, restartGuest, startGuest } from '../guest/index.ts'
import { TemplateRef } from '../template/model.ts'
import { type FakeHost, fakeHost, guestName, guestRecord, runningGuest, unlimited } from '../testing/index.ts'
import { GIB } from '../units.ts'
import {
  archiveGuest,
  cloneGuest,
  convertGuest,
  type Follow,
  foldGuest,
  lookAtFiles,
  resumeJob,
  sweepPool,
  unarchiveGuest,
  unifyGuest,
  verifyFiles,
} from './index.ts'
import { CloneGuestInput, FilesJobId, type FilesRun } from './model.ts'

const web1 = guestName('web1')
const web2 = guestName('web2')
const id = FilesJobId.parse('op-1')
const copy = CloneGuestInput.parse({ name: 'web2', source: 'web1' })

/** Ends the job as it is followed. */
function ending(host: FakeHost, end: Partial<FilesRun> & Pick<FilesRun, 'state'>): Follow {
  return async (job) => {
    host.jobs.end(job, end)
    return required(await host.files.inspect(job))
  }
}

function required<T>(value: T | null): T {
  if (value === null) throw new Error('nothing there')
  return value
}

test('a guest that was unified keeps what it saves, and the next time adds to it', async () => {
  const host = fakeHost({ guests: [guestRecord('web1')] })
  for (const [number, savedBytes] of [100, 20].entries()) {
    const follow = ending(host, { state: 'done', pooled: 3, savedBytes })
    await unifyGuest(host, { id: FilesJobId.parse(`op-${number}`), name: web1, stopFirst: false }, { follow })
  }
  expect(host.records.get(web1)).toMatchObject({
    intent: null,
    job: null,
    reports: { unify: { pooled: 6, savedBytes: 120 } },
  })
})

test.each(['unify', 'fold', 'convert', 'clone'] as const)(
  '%s of a running guest is refused',
  async (verb) => {
    const host = fakeHost({ guests: [runningGuest('web1')] })
    const follow = ending(host, { state: 'done' })
    const acts = {
      unify: () => unifyGuest(host, { id, name: web1, stopFirst: false }, { follow }),
      fold: () => foldGuest(host, { id, name: web1 }, follow),
      convert: () => convertGuest(host, { id, name: web1, backend: 'tree' }, follow),
      clone: () => cloneGuest(host, { id, input: copy }, follow),
    }
    await expect(acts[verb]()).rejects.toMatchObject({ code: 'INVALID_STATE', hint: 'Stop it first.' })
    expect(host.jobs.jobs.size).toBe(0)
    expect([...host.records.keys()]).toEqual([web1])
  },
)

test('a running guest is stopped, unified and started again when that is asked for', async () => {
  const host = fakeHost({ guests: [runningGuest('web1')] })
  const seen: boolean[] = []
  const follow: Follow = (job) => {
    seen.push(host.kernel.isRunning(web1))
    return ending(host, { state: 'done' })(job)
  }
  await unifyGuest(host, { id, name: web1, stopFirst: true }, { follow })
  expect(seen).toEqual([false])
  expect(await getGuest(host, web1)).toMatchObject({ state: 'running', desired: 'running' })
})

const pausedAt = '2026-01-01T00:00:00.000Z'

test('a paused guest is not stopped for a unify: what it has in memory would be lost', async () => {
  const host = fakeHost({ guests: [{ ...runningGuest('web1'), pausedAt }] })
  const follow = ending(host, { state: 'done' })
  const work = unifyGuest(host, { id, name: web1, stopFirst: true }, { follow })
  await expect(work).rejects.toMatchObject({ code: 'INVALID_STATE', hint: 'Resume it first.' })
  expect(host.kernel.isRunning(web1)).toBe(true)
})

test('a paused guest that is down is not started after work on its files', async () => {
  const host = fakeHost({ guests: [{ ...runningGuest('web1'), pausedAt, backend: 'overlay' }] })
  host.kernel.runs.clear()
  await convertGuest(host, { id, name: web1, backend: 'tree' }, ending(host, { state: 'done' }))
  await reconcileGuest(host, web1)
  expect(await getGuest(host, web1)).toMatchObject({ state: 'paused', startedAt: null })
})

test.each(['failed', 'cancelled'] as const)(
  'a guest whose unify has %s is started again too',
  async (state) => {
    const host = fakeHost({ guests: [runningGuest('web1')] })
    const follow = ending(host, { state, message: 'The disk is full.' })
    await expect(unifyGuest(host, { id, name: web1, stopFirst: true }, { follow })).rejects.toMatchObject({
      code: state === 'failed' ? 'NATIVE_FAILED' : 'CANCELLED',
    })
    expect(await getGuest(host, web1)).toMatchObject({ state: 'running', failure: null })
  },
)

test('a guest that somebody stops while it is unified stays down', async () => {
  const host = fakeHost({ guests: [runningGuest('web1')] })
  const follow: Follow = async (job) => {
    await host.guests.update(web1, (now) => ({ ...now, desired: 'stopped' }))
    return ending(host, { state: 'done' })(job)
  }
  await unifyGuest(host, { id, name: web1, stopFirst: true }, { follow })
  expect(await getGuest(host, web1)).toMatchObject({ state: 'stopped', desired: 'stopped' })
})

test('a guest has its new backend when the job is done, and the old one when it failed', async () => {
  for (const state of ['failed', 'done'] as const) {
    const host = fakeHost({ guests: [guestRecord('web1', { backend: 'overlay' })] })
    const work = convertGuest(host, { id, name: web1, backend: 'tree' }, ending(host, { state }))
    await work.catch(() => {})
    expect(host.records.get(web1)).toMatchObject({
      intent: null,
      backend: state === 'done' ? 'tree' : 'overlay',
    })
  }
})

test('a backend that the storage lacks, or the guest has, is refused before anything begins', async () => {
  const host = fakeHost({ guests: [guestRecord('web1', { backend: 'overlay' })] })
  host.disks.storage.backends = ['overlay', 'tree']
  const convert = (backend: 'image' | 'overlay') =>
    convertGuest(host, { id, name: web1, backend }, ending(host, { state: 'done' }))
  await expect(convert('image')).rejects.toMatchObject({ code: 'UNSUPPORTED' })
  await expect(convert('overlay')).rejects.toMatchObject({ code: 'INVALID_STATE' })
  expect(host.records.get(web1)?.intent).toBeNull()
})

test('a clone has files, limits and options of its source, a number of its own, and is down', async () => {
  const limit = unlimited({ diskBytes: GIB, inodes: 1000 })
  const host = fakeHost({ guests: [guestRecord('web1', { limit, backend: 'image' })] })
  const clone = await cloneGuest(host, { id, input: copy }, ending(host, { state: 'done' }))
  expect(clone).toMatchObject({ name: 'web2', hostname: 'web2', xid: 3, limit, state: 'stopped' })
  expect(host.records.get(web2)).toMatchObject({
    intent: null,
    job: null,
    backend: 'image',
    desired: 'stopped',
  })
  expect(host.jobs.only('clone')).toMatchObject({
    guest: 'web2',
    source: 'web1',
    xid: 3,
    limit: { diskBytes: GIB, diskSoftBytes: null, inodes: 1000, inodesSoft: null },
  })
})

test('a clone that fails leaves neither record nor files, and its source as it was', async () => {
  const host = fakeHost({ guests: [guestRecord('web1')] })
  const before = host.records.get(web1)
  const work = cloneGuest(
    host,
    { id, input: copy },
    ending(host, { state: 'failed', message: 'It is full.' }),
  )
  await expect(work).rejects.toMatchObject({ code: 'NATIVE_FAILED', message: 'It is full.' })
  expect([...host.records]).toEqual([[web1, before]])
  expect([...host.kernel.roots]).toEqual([web1])
})

test('a clone takes no name that is taken', async () => {
  const host = fakeHost({ guests: [guestRecord('web1'), guestRecord('web2')] })
  await expect(cloneGuest(host, { id, input: copy }, ending(host, { state: 'done' }))).rejects.toMatchObject({
    code: 'ALREADY_EXISTS',
  })
})

test('looking at files needs no halt and is kept with its time', async () => {
  const host = fakeHost({ guests: [runningGuest('web1')] })
  for (const kind of ['predict', 'verify', 'measure'] as const) {
    const follow = ending(host, { state: 'done', savedBytes: 5, bytes: 7, files: 2 })
    await lookAtFiles(host, { id: FilesJobId.parse(kind), kind, name: web1 }, follow)
  }
  const report = { at: '2026-01-01T12:00:00.000Z', savedBytes: 5, bytes: 7, files: 2 }
  expect(host.records.get(web1)?.reports).toMatchObject({ predict: report, verify: report, measure: report })
  expect(host.kernel.isRunning(web1)).toBe(true)
})

test('a guest whose files are being worked on is not started, whoever began that', async () => {
  const host = fakeHost({ guests: [guestRecord('web1', { intent: 'unify', job: { id, backend: null } })] })
  await host.files.start({ id, kind: 'unify', guest: web1 })
  await expect(startGuest(host, web1)).rejects.toMatchObject({ code: 'BUSY' })
  expect(await reconcileGuest(host, web1)).toBe('waiting')
  host.jobs.end(id, { state: 'done' })
  expect(await reconcileGuest(host, web1)).toBe('settled')
  await startGuest(host, web1)
})

test('the next agent goes on with a job and keeps what came of it', async () => {
  const host = fakeHost({ guests: [guestRecord('web1', { intent: 'unify', job: { id, backend: null } })] })
  await host.files.start({ id, kind: 'unify', guest: web1 })
  const run = await resumeJob(
    host,
    { id, kind: 'unify', name: web1 },
    ending(host, { state: 'done', pooled: 4 }),
  )
  expect(run.pooled).toBe(4)
  expect(host.records.get(web1)).toMatchObject({ intent: null, reports: { unify: { pooled: 4 } } })
})

test('a job that the host has forgotten is told to be interrupted', async () => {
  const host = fakeHost({ guests: [guestRecord('web1')] })
  await expect(
    resumeJob(host, { id, kind: 'unify', name: web1 }, ending(host, { state: 'done' })),
  ).rejects.toMatchObject({ code: 'INTERNAL' })
})

test('sweep and verify are about the whole storage', async () => {
  const host = fakeHost()
  await sweepPool(host, id, ending(host, { state: 'done' }))
  await verifyFiles(host, FilesJobId.parse('op-2'), ending(host, { state: 'done', problems: 1 }))
  expect(host.jobs.only('sweep')).toEqual({ id, kind: 'sweep' })
  expect(host.jobs.only('verify')).toMatchObject({ guest: null, template: null })
})

test('an archived guest is neither started nor worked on until it is unarchived', async () => {
  const host = fakeHost({ guests: [guestRecord('web1', { backend: 'overlay' })] })
  await archiveGuest(host, { id, name: web1 }, ending(host, { state: 'done' }))
  expect(await getGuest(host, web1)).toMatchObject({ state: 'stopped', archivedAt: expect.any(String) })
  const follow = ending(host, { state: 'done' })
  const acts = [
    () => startGuest(host, web1),
    () => restartGuest(host, web1),
    () => reinstallGuest(host, { name: web1, template: TemplateRef.parse('tiny') }),
    () => archiveGuest(host, { id, name: web1 }, follow),
    () => foldGuest(host, { id, name: web1 }, follow),
    () => convertGuest(host, { id, name: web1, backend: 'tree' }, follow),
    () => cloneGuest(host, { id, input: copy }, follow),
    () => unifyGuest(host, { id, name: web1, stopFirst: true }, { follow }),
  ]
  for (const act of acts) await expect(act()).rejects.toMatchObject({ message: 'Guest web1 is archived.' })
  await unarchiveGuest(host, { id, name: web1 }, follow)
  await expect(unarchiveGuest(host, { id, name: web1 }, follow)).rejects.toMatchObject({
    message: 'Guest web1 is not archived.',
  })
  expect(await startGuest(host, web1)).toMatchObject({ state: 'running', archivedAt: null })
})

test('a guest whose archive failed has its files, and one that was to run is started again', async () => {
  const host = fakeHost({ guests: [guestRecord('web1')] })
  const work = archiveGuest(host, { id, name: web1 }, ending(host, { state: 'failed' }))
  await expect(work).rejects.toMatchObject({ code: 'NATIVE_FAILED' })
  expect(host.records.get(web1)).toMatchObject({ intent: null, archivedAt: null })
  expect(await startGuest(host, web1)).toMatchObject({ state: 'running' })
})
