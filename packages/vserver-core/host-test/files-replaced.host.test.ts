import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect } from 'vitest'
import { startGuest, stopGuest } from '../src/guest/index.ts'
import { GuestName } from '../src/guest/model.ts'
import { deleteTemplate } from '../src/template/index.ts'
import { awaitJob, finishJob, runJob, startJob } from './files-job.ts'
import { changedGuest, listGuest, openRichScratch, poolObjects, putFile, RICH } from './guest-files.ts'
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

const content = (name: string) => Buffer.alloc(50_000, `content of ${name} `)
const objectAt = (scratch: Scratch, object: string) =>
  path.join(scratch.dataDir, 'storage', 'pool', '.p', object)

async function verify(scratch: Scratch): Promise<{ state: string; problems: number; log: string }> {
  const id = await startJob(scratch, { kind: 'verify', guest: null, template: null })
  const { state, problems } = await awaitJob(scratch, id)
  return { state, problems, log: (await scratch.host.files.readLog(id, 0)).text }
}

/** A stopped guest with one file of a content that nothing else has. */
async function guestWith(scratch: Scratch, name: string, bytes: Buffer): Promise<GuestName> {
  const guest = await changedGuest(scratch, name, false)
  putFile(scratch, guest, 'srv/own', bytes)
  return guest
}

/** What else may stand where an object stood. */
const REPLACEMENTS: Record<string, (object: string, size: number) => void> = {
  'another content': (object, size) => writeFileSync(object, Buffer.alloc(size, 'other '), { mode: 0o400 }),
  'a link': (object) => symlinkSync('/etc/passwd', object),
  'a directory': (object) => mkdirSync(object),
  'a FIFO': (object) => execFileSync('mkfifo', [object]),
  'a device': (object) => execFileSync('mknod', [object, 'c', '1', '3']),
}

test('an object that something else took the place of is told, read by nobody and merged into by nothing', async ({
  scratch,
}) => {
  const bytes = content('replaced')
  const other = await guestWith(scratch, 'replaced-other', content('other'))
  await finishJob(scratch, { kind: 'unify', guest: other })
  const known = poolObjects(scratch)
  const guest = await guestWith(scratch, 'replaced', bytes)
  await finishJob(scratch, { kind: 'unify', guest })
  const [name = ''] = poolObjects(scratch).filter((object) => !known.includes(object))
  const object = objectAt(scratch, name)
  const later = await guestWith(scratch, 'replaced-later', bytes)
  const before = listGuest(scratch, later)
  for (const [what, replace] of Object.entries(REPLACEMENTS)) {
    renameSync(object, `${scratch.dataDir}/aside`)
    replace(object, bytes.length)
    const found = await verify(scratch)
    expect(found, what).toMatchObject({ state: 'done' })
    expect(found.problems, what).toBeGreaterThan(0)
    expect(found.log, what).toContain(`pool/${name}: its content is not what it was.`)
    await finishJob(scratch, { kind: 'unify', guest: later })
    expect(listGuest(scratch, later), what).toEqual(before)
    rmSync(object, { recursive: true })
    renameSync(`${scratch.dataDir}/aside`, object)
  }
  expect(await verify(scratch)).toMatchObject({ problems: 0 })
  await finishJob(scratch, { kind: 'unify', guest: later })
  expect(statSync(object).nlink).toBe(1)
  expect(listGuest(scratch, later)).toEqual(before)
})

test('two guests that are unified at once share one object for each content, and nothing is left to sweep', async ({
  scratch,
}) => {
  const names = ['both-one', 'both-two'].map((name) => GuestName.parse(name))
  for (const name of names) {
    await changedGuest(scratch, name, false)
    for (let index = 0; index < 300; index += 1)
      putFile(scratch, name, `srv/same-${index}`, content(`both ${index}`))
  }
  const before = names.map((name) => listGuest(scratch, name))
  const known = poolObjects(scratch)
  const ids = await Promise.all(names.map((guest) => startJob(scratch, { kind: 'unify', guest })))
  const runs = await Promise.all(ids.map((id) => awaitJob(scratch, id)))
  for (const run of runs) expect(run).toMatchObject({ state: 'done', problems: 0 })
  expect(names.map((name) => listGuest(scratch, name))).toEqual(before)
  const added = poolObjects(scratch).filter((object) => !known.includes(object))
  expect(runs.reduce((sum, { objects }) => sum + objects, 0)).toBe(added.length)
  expect(added.length).toBeGreaterThanOrEqual(300)
  expect(await verify(scratch)).toMatchObject({ problems: 0 })
  await finishJob(scratch, { kind: 'sweep' })
  expect(poolObjects(scratch)).toEqual(expect.arrayContaining(added))
  expect(names.map((name) => listGuest(scratch, name))).toEqual(before)
})

test('a template that guests are made from is deleted by nobody, the broker included', async ({
  scratch,
}) => {
  const guest = await changedGuest(scratch, 'of-template', false)
  await expect(deleteTemplate(scratch.host, RICH)).rejects.toMatchObject({ code: 'INVALID_STATE' })
  await expect(scratch.host.templates.delete(RICH)).rejects.toMatchObject({ code: 'INVALID_STATE' })
  expect(readdirSync(path.join(scratch.dataDir, 'storage', 'templates'))).toContain(RICH)
  await startGuest(scratch.host, guest)
  await stopGuest(scratch.host, guest)
})

test('a guest whose template is gone from the disk says so, nothing is swept meanwhile, and it starts when that is back', async ({
  scratch,
}) => {
  const guest = await changedGuest(scratch, 'bereft', false)
  const before = listGuest(scratch, guest)
  const template = path.join(scratch.dataDir, 'storage', 'templates', RICH)
  renameSync(template, `${scratch.dataDir}/aside`)
  try {
    await expect(startGuest(scratch.host, guest)).rejects.toMatchObject({
      message: expect.stringContaining('template'),
    })
    await scratch.createTiny('unharmed')
    expect((await runShell(scratch.host, 'unharmed', 'echo up')).output).toBe('up\n')
    expect((await verify(scratch)).log).toContain('guests/bereft: its template rich.v1 is missing.')
    expect(await runJob(scratch, { kind: 'sweep' })).toMatchObject({
      state: 'failed',
      message: expect.stringMatching(/^Template rich\.v1 of guest \S+ is missing: bring it back/),
    })
  } finally {
    renameSync(`${scratch.dataDir}/aside`, template)
  }
  expect(listGuest(scratch, guest)).toEqual(before)
  await startGuest(scratch.host, guest)
  expect((await runShell(scratch.host, guest, 'cat /usr/lib/renamed | wc -c')).output).toBe('20004\n')
  await stopGuest(scratch.host, guest)
  await finishJob(scratch, { kind: 'sweep' })
})
