import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect } from 'vitest'
import { startGuest, stopGuest } from '../src/guest/index.ts'
import { GuestName, Xid } from '../src/guest/model.ts'
import { MIB } from '../src/units.ts'
import { finishJob, runJob } from './files-job.ts'
import {
  changedGuest,
  guestStorage,
  listGuest,
  openRichScratch,
  poolObjects,
  RICH,
  rootOf,
  withMounted,
} from './guest-files.ts'
import { test as base, type Scratch } from './scratch.ts'

const NO_LIMIT = { diskBytes: null, diskSoftBytes: null, inodes: null, inodesSoft: null }

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

function cloneOf(source: GuestName, name: string, xid: number, keepKeys: boolean) {
  return {
    ...{ kind: 'clone' as const, guest: GuestName.parse(name), source, template: RICH },
    ...{ xid: Xid.parse(xid), backend: null, limit: NO_LIMIT, keepKeys },
  }
}

test('a clone that keeps its keys has exactly the files of its source', async ({ scratch }) => {
  const source = await changedGuest(scratch, 'source')
  const before = listGuest(scratch, source)
  const job = cloneOf(source, 'same', 4001, true)
  await finishJob(scratch, job)
  expect(listGuest(scratch, job.guest)).toEqual(before)
  expect(listGuest(scratch, source)).toEqual(before)
  await scratch.host.runtime.deleteRoot(job.guest)
})

test('a clone in an image has exactly the files of its source', async ({ scratch }) => {
  const source = await changedGuest(scratch, 'overlaid')
  const limit = { ...NO_LIMIT, diskBytes: 64 * MIB }
  const job = { ...cloneOf(source, 'imaged', 4006, true), backend: 'image' as const, limit }
  await finishJob(scratch, job)
  expect(listGuest(scratch, job.guest)).toEqual(listGuest(scratch, source))
  await scratch.host.runtime.deleteRoot(job.guest)
})

test('a clone has no layers but those that it names', async ({ scratch }) => {
  const source = await changedGuest(scratch, 'layered', false)
  const job = cloneOf(source, 'tidy', 4007, true)
  await finishJob(scratch, job)
  const { upper, layers } = rootOf(scratch, job.guest)
  const data = path.join(guestStorage(scratch, job.guest), 'data')
  expect(readdirSync(data).sort()).toEqual([layers, upper].sort())
  await scratch.host.runtime.deleteRoot(job.guest)
})

test('a clone has no machine id and no ssh host keys of its source', async ({ scratch }) => {
  const source = await changedGuest(scratch, 'keys', false)
  const job = cloneOf(source, 'keyless', 4002, false)
  await finishJob(scratch, job)
  withMounted(scratch, job.guest, (at) => {
    expect(readFileSync(`${at}/etc/machine-id`, 'utf8')).toBe('')
    expect(existsSync(`${at}/etc/ssh/ssh_host_key`)).toBe(false)
    expect(readFileSync(`${at}/etc/ssh/sshd_config`, 'utf8')).toBe('all\n')
  })
  await scratch.host.runtime.deleteRoot(job.guest)
})

test('clones share what their unified source has in the pool', async ({ scratch }) => {
  const source = await changedGuest(scratch, 'shared')
  await finishJob(scratch, { kind: 'unify', guest: source })
  const objects = poolObjects(scratch)
  const job = cloneOf(source, 'sharing', 4003, true)
  expect(await finishJob(scratch, job)).toMatchObject({ objects: 0 })
  expect(poolObjects(scratch)).toEqual(objects)
  await scratch.host.runtime.deleteRoot(job.guest)
})

test('a guest with files is not overwritten by a clone, and a running one is not cloned', async ({
  scratch,
}) => {
  const source = await changedGuest(scratch, 'kept', false)
  const other = await changedGuest(scratch, 'other', false)
  const before = listGuest(scratch, other)
  expect(await runJob(scratch, cloneOf(source, 'other', 4004, true))).toMatchObject({
    state: 'failed',
    message: 'The guest has files already',
  })
  expect(listGuest(scratch, other)).toEqual(before)
  await startGuest(scratch.host, source)
  const job = cloneOf(source, 'refused', 4005, true)
  await expect(runJob(scratch, job)).rejects.toMatchObject({ code: 'INVALID_STATE' })
  await stopGuest(scratch.host, source)
  await scratch.host.runtime.deleteRoot(job.guest)
})
