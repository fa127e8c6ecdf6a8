import { expect } from 'vitest'
import { startGuest, stopGuest } from '../src/guest/index.ts'
import { finishJob, runJob } from './files-job.ts'
import {
  CHANGED_ROOT,
  changedGuest,
  listGuest,
  openRichScratch,
  plant,
  poolObjects,
  putFile,
  rootDirectoryOf,
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

test('unify changes nothing that a program in the guest could see', async ({ scratch }) => {
  const guest = await changedGuest(scratch, 'unified')
  const before = listGuest(scratch, guest)
  const run = await finishJob(scratch, { kind: 'unify', guest })
  expect(run.pooled).toBeGreaterThan(8)
  expect(rootOf(scratch, guest)).toMatchObject({ upper: '2', layers: '1' })
  expect(listGuest(scratch, guest)).toEqual(before)
  await startGuest(scratch.host, guest)
  const { output } = await runShell(
    scratch.host,
    guest,
    'cmp /srv/tool /bin/busybox && cat /usr/share/elsewhere/new',
  )
  expect(output).toBe('new\n')
  expect(await rootDirectoryOf(scratch, guest)).toBe(CHANGED_ROOT)
  await stopGuest(scratch.host, guest)
})

test('unify without anything new changes nothing and looks at no file', async ({ scratch }) => {
  const guest = await changedGuest(scratch, 'twice')
  await finishJob(scratch, { kind: 'unify', guest })
  const root = rootOf(scratch, guest)
  const again = await finishJob(scratch, { kind: 'unify', guest })
  expect(again).toMatchObject({ files: 0, pooled: 0, savedBytes: 0 })
  expect(rootOf(scratch, guest)).toEqual(root)
})

test('unify looks at what is new alone, and at all of a layer that was made otherwise', async ({
  scratch,
}) => {
  const guest = await changedGuest(scratch, 'newer')
  await finishJob(scratch, { kind: 'unify', guest })
  putFile(scratch, guest, 'srv/newest', Buffer.alloc(50_000, 'newest '))
  const run = await finishJob(scratch, { kind: 'unify', guest })
  expect(run).toMatchObject({ files: 1, pooled: 1 })
  await finishJob(scratch, { kind: 'fold', guest })
  const folded = await finishJob(scratch, { kind: 'unify', guest })
  expect(folded.files).toBeGreaterThan(8)
  expect(folded.pooled).toBe(0)
  expect(await finishJob(scratch, { kind: 'unify', guest })).toMatchObject({ files: 0 })
})

test('fold makes one layer of many and changes nothing that a program in the guest could see', async ({
  scratch,
}) => {
  const guest = await changedGuest(scratch, 'folded')
  await finishJob(scratch, { kind: 'unify', guest })
  await startGuest(scratch.host, guest)
  const more =
    'rm /srv/tool-again /usr/lib/renamed; mv /usr/share/elsewhere /usr/share/third; echo x >>/srv/tool; mv /planted /kept'
  expect(await runShell(scratch.host, guest, more)).toMatchObject({ code: 0 })
  await stopGuest(scratch.host, guest)
  plant(scratch, guest, 'again')
  await finishJob(scratch, { kind: 'unify', guest })
  expect(rootOf(scratch, guest)).toMatchObject({ layers: '2,1' })
  const before = listGuest(scratch, guest)
  await finishJob(scratch, { kind: 'fold', guest })
  expect(rootOf(scratch, guest)).toMatchObject({ upper: '3', layers: '4' })
  expect(listGuest(scratch, guest)).toEqual(before)
  await startGuest(scratch.host, guest)
  expect(await runShell(scratch.host, guest, 'cat /usr/share/third/new')).toEqual({
    code: 0,
    output: 'new\n',
  })
  await stopGuest(scratch.host, guest)
})

test('after unify and fold everything verifies and nothing is left to sweep', async ({ scratch }) => {
  const guest = await changedGuest(scratch, 'verified')
  await finishJob(scratch, { kind: 'unify', guest })
  expect(await finishJob(scratch, { kind: 'verify', guest, template: null })).toMatchObject({ problems: 0 })
  const objects = poolObjects(scratch)
  expect(await finishJob(scratch, { kind: 'sweep' })).toMatchObject({ objects: 0 })
  expect(poolObjects(scratch)).toEqual(objects)
  expect(await runJob(scratch, { kind: 'verify', guest: null, template: null })).toMatchObject({
    state: 'done',
    problems: 0,
    objects: objects.length,
  })
})
