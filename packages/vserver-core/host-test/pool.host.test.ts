import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, onTestFinished } from 'vitest'
import { startGuest, stopGuest } from '../src/guest/index.ts'
import { GuestName } from '../src/guest/model.ts'
import { TemplateId } from '../src/template/model.ts'
import { buildProgram, type Program } from './programs.ts'
import { runShell } from './run-in-guest.ts'
import { test as base, openScratch, type Scratch } from './scratch.ts'
import { writeTinyRoot } from './tiny-template.ts'

const PLAIN = TemplateId.parse('plain.v1')
const POOLED = TemplateId.parse('pooled.v1')
const OTHER = TemplateId.parse('other.v1')

const storageOf = (scratch: Scratch): string => path.join(scratch.dataDir, 'storage')

function writeTemplate(storage: string, id: TemplateId): void {
  const root = path.join(storage, 'templates', id, 'rootfs')
  writeTinyRoot(root)
  const varied = path.join(root, 'srv')
  mkdirSync(varied)
  run('varied-tree', varied)
  writeFileSync(path.join(storage, 'templates', id, 'ready'), '')
}

function run(program: Program, ...args: string[]): string {
  return execFileSync(buildProgram(program), args, { encoding: 'utf8', maxBuffer: 1 << 24 })
}

/** Returns how many names became stubs, and how many objects that took. */
function pool(scratch: Scratch, id: TemplateId): number[] {
  return run('poolize', storageOf(scratch), path.join('templates', id, 'rootfs'))
    .split(' ')
    .map(Number)
}

const test = base.extend<{ scratch: Scratch }>({
  scratch: [
    // biome-ignore lint/correctness/noEmptyPattern: vitest wants the pattern
    async ({}, use) => {
      const mountTemplate = (storage: string) => {
        for (const id of [PLAIN, POOLED, OTHER]) writeTemplate(storage, id)
        return () => {}
      }
      const scratch = await openScratch({ mountTemplate })
      await use(scratch)
      await scratch.close()
    },
    { scope: 'file' },
  ],
})

/** A running guest's root, seen from the host. */
function rootOf(scratch: Scratch, guest: string): string {
  const state = readFileSync(path.join(scratch.runDir, 'guests', guest, 'state'), 'utf8')
  return `/proc/${/^pid=(\d+)$/m.exec(state)?.[1]}/root`
}

/** Of directories that no start writes to. Owners are left as the host numbers them: of one guest they are the same. */
function listing(scratch: Scratch, guest: string): string[] {
  const root = rootOf(scratch, guest)
  return ['bin', 'srv'].flatMap((directory) => run('listing', path.join(root, directory)).split('\n'))
}

/** Where the content of a plain file is in the pool. */
function objectOf(scratch: Scratch, file: string): string {
  const sum = createHash('sha256').update(readFileSync(path.join(storageOf(scratch), file)))
  return path.join(storageOf(scratch), 'pool/.p', sum.digest('base64url').slice(0, 20))
}

function frames(...files: string[]): string[] {
  return run('frame', ...files)
    .trim()
    .split('\n')
}

test('a guest sees the same, to the last attribute, before and after the content of its template was pooled', async ({
  scratch,
}) => {
  const name = GuestName.parse('equal')
  await scratch.createTiny(name, { template: POOLED })
  const before = listing(scratch, name)
  expect(before.length).toBeGreaterThan(60)
  await stopGuest(scratch.host, name)
  // busybox; just-large, equal-one, equal-two, large, setuid, attributes, capability, an odd name; three links of one.
  expect(pool(scratch, POOLED)).toEqual([12, 9])
  await startGuest(scratch.host, name)
  expect(listing(scratch, name)).toEqual(before)
  expect((await runShell(scratch.host, name, 'ls -a /')).output).not.toMatch(/\.p\s/)
  expect((await runShell(scratch.host, name, 'ls /.p')).code).not.toBe(0)
})

test('guests of different templates have equal files once in memory', async ({ scratch }) => {
  for (const id of [POOLED, OTHER]) pool(scratch, id)
  await scratch.createTiny('memory-a', { template: POOLED })
  await scratch.createTiny('memory-b', { template: OTHER })
  await scratch.createTiny('memory-c', { template: PLAIN })
  const roots = ['memory-a', 'memory-b', 'memory-c'].map((guest) => rootOf(scratch, guest))
  const [first, second, unshared] = frames(...roots.map((root) => path.join(root, 'bin/busybox')))
  expect(second).toBe(first)
  expect(unshared).not.toBe(first)
})

test('a file whose object is gone is an error to its reader, and every other file is as it was', async ({
  scratch,
}) => {
  const { host } = scratch
  const name = GuestName.parse('lost')
  pool(scratch, POOLED)
  await scratch.createTiny(name, { template: POOLED })
  const before = listing(scratch, name)
  await stopGuest(host, name)
  const object = objectOf(scratch, path.join('templates', PLAIN, 'rootfs/srv/large'))
  renameSync(object, `${object}.gone`)
  onTestFinished(() => renameSync(`${object}.gone`, object))
  await startGuest(host, name)
  const read = await runShell(host, name, 'cat /srv/large')
  expect(read.code).not.toBe(0)
  expect(read.output).toMatch(/No such file|Input\/output error/)
  expect(listing(scratch, name).filter((line) => !before.includes(line))).toHaveLength(1)
  await stopGuest(host, name)
})

test('what a guest writes into a pooled file is its own', async ({ scratch }) => {
  const { host } = scratch
  for (const id of [POOLED, OTHER]) pool(scratch, id)
  await scratch.createTiny('writer', { template: POOLED })
  await scratch.createTiny('reader', { template: OTHER })
  const before = listing(scratch, 'reader')
  const script =
    'echo changed >>/srv/equal-one && chmod 600 /srv/equal-two && rm /srv/large && cat /srv/equal-two >/dev/null'
  expect((await runShell(host, 'writer', script)).code).toBe(0)
  expect(listing(scratch, 'reader')).toEqual(before)
  expect((await runShell(host, 'writer', 'head -c 7 /srv/equal-two | wc -c')).output.trim()).toBe('7')
})
