import { spawn } from 'node:child_process'
import { copyFileSync, lstatSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { expect } from 'vitest'
import { GuestOptions, ShareName } from '../src/context/model.ts'
import { discardGuest } from '../src/guest/discard.ts'
import { type CreateGuestInput, GuestName } from '../src/guest/model.ts'
import { buildProgram } from './programs.ts'
import { runInGuest, runShell } from './run-in-guest.ts'
import { test as base, openScratch, type Scratch } from './scratch.ts'
import {
  buildSharedTemplate,
  listStored,
  RACE_FILES,
  SHARED_FILES,
  type SharedTemplate,
} from './shared-template.ts'
import { patient } from './slowness.ts'

/** How long links are broken while a path flips; the full proof takes a minute. */
const RACE_SECONDS = Number(process.env.VSERVER_RACE_SECONDS ?? 5)

const test = base.extend<{ shared: Scratch; template: SharedTemplate }>({
  shared: [
    // biome-ignore lint/correctness/noEmptyPattern: vitest wants the pattern
    async ({}, use) => {
      const scratch = await openScratch()
      await use(scratch)
      await scratch.close()
    },
    { scope: 'file' },
  ],
  template: [async ({ shared }, use) => use(await buildSharedTemplate(shared)), { scope: 'file' }],
})

async function startNeighbour(
  scratch: Scratch,
  template: SharedTemplate,
  name: string,
  change: Partial<CreateGuestInput> = {},
): Promise<void> {
  await scratch.createTiny(name, { template: template.id, ...change })
}

async function untilWatching(scratch: Scratch, guest: string): Promise<void> {
  const deadlineMs = Date.now() + patient(5000)
  while ((await runShell(scratch.host, guest, 'test -e /tmp/watching')).code !== 0) {
    if (Date.now() > deadlineMs) throw new Error('the neighbour does not look out')
  }
}

test('the files that guests share are objects of the pool, which the template refers to', ({ template }) => {
  for (const directory of ['shared', 'race'] as const)
    for (const { stub, object } of template.inodes(directory)) {
      expect(lstatSync(stub)).toMatchObject({ blocks: expect.toBeOneOf([0, 8]), size: statSync(object).size })
      expect(readFileSync(stub).every((byte) => byte === 0)).toBe(true)
      expect(readFileSync(object).some((byte) => byte !== 0)).toBe(true)
    }
})

/** Nothing of these is granted to a guest; all else is done, to its own copy. */
const REFUSED: Record<string, string> = {
  io_uring: 'ENOSYS',
  mprotect: 'EACCES',
  'overlay xattr': 'EPERM',
}

test('nothing a guest does to a shared file is seen by its neighbour or reaches the storage', async ({
  shared: scratch,
  template,
}) => {
  for (const name of ['loud', 'calm']) await startNeighbour(scratch, template, name)
  const stored = listStored(scratch)
  const watching = runInGuest(scratch.host, 'calm', ['/bin/sharing', 'watch', '/shared', '/tmp/stop'])
  await untilWatching(scratch, 'calm')
  const tried = await runInGuest(scratch.host, 'loud', ['/bin/sharing', 'try', '/shared'])
  await runShell(scratch.host, 'calm', 'touch /tmp/stop')
  expect(await watching).toEqual({ code: 0, output: `${SHARED_FILES} files watched, 0 differences\n` })
  const outcomes = Object.fromEntries(
    tried.output
      .trimEnd()
      .split('\n')
      .map((line) => line.split(': ')),
  )
  expect(Object.keys(outcomes)).toHaveLength(SHARED_FILES)
  for (const [name, outcome] of Object.entries(outcomes)) {
    expect(`${name}: ${outcome}`).toBe(`${name}: ${REFUSED[name] ?? 'done'}`)
  }
  expect(listStored(scratch)).toEqual(stored)
})

type Race = { attempts: number; written: number }

/** In a guest, for each race-NNNN of the directory; all that is opened for writing is written to. */
async function race(scratch: Scratch, guest: string, directory: string): Promise<Race> {
  const { output } = await runInGuest(scratch.host, guest, ['/bin/sharing', 'race', directory])
  const [files, attempts, written] = [...output.matchAll(/\d+/g)].map(Number)
  expect(files, output).toBe(RACE_FILES)
  return { attempts: attempts ?? 0, written: written ?? 0 }
}

test(
  'no race between a rename and the breaking of a share gives a descriptor that writes to the shared file',
  async ({ shared: scratch, template, annotate }) => {
    await startNeighbour(scratch, template, 'victim')
    const stored = listStored(scratch)
    const lease = await startLease(template.inodes('race').flatMap(({ stub, object }) => [stub, object]))
    const deadlineMs = Date.now() + RACE_SECONDS * 1000
    const sum: Race = { attempts: 0, written: 0 }
    let round = 0
    for (; round === 0 || Date.now() < deadlineMs; round += 1) {
      await startNeighbour(scratch, template, `racer-${round}`)
      const { attempts, written } = await race(scratch, `racer-${round}`, '/race')
      sum.attempts += attempts
      sum.written += written
      await discardGuest(scratch.host, GuestName.parse(`racer-${round}`))
    }
    const asked = await lease.end()
    await annotate(`${round} guests, ${sum.attempts} attempts, ${sum.written} written; leases: ${asked}`)
    expect(sum.written).toBeGreaterThan(RACE_FILES * round)
    expect(asked).toMatch(/^[1-9]\d* asked, 0 refused$/)
    const seen = await runShell(scratch.host, 'victim', 'grep -c changed /race/* | grep -vc :0')
    expect(seen.output).toBe('0\n')
    // Whatever was opened for writing was written to, so a descriptor of a shared inode would show here.
    expect(listStored(scratch)).toEqual(stored)
  },
  (RACE_SECONDS + patient(60)) * 1000,
)

const READY = 'ready\n'

/** Looks out for descriptors that could write to the files, from now on and until it is ended. */
async function startLease(files: string[]) {
  const program = spawn(buildProgram('sharing'), ['lease', ...files])
  let output = ''
  const ended = new Promise((resolve) => program.once('close', resolve))
  const ready = new Promise<void>((resolve, reject) => {
    program.stdout.on('data', (chunk) => {
      output += chunk
      if (output.startsWith(READY)) resolve()
    })
    program.once('error', reject)
    program.once('close', () => reject(new Error('the look-out ended early')))
  })
  await ready
  return {
    end: async () => {
      program.kill('SIGTERM')
      await ended
      return output.slice(READY.length).trim()
    },
  }
}

test('the same race over objects that a guest may write to is seen, by leases and by their content', async ({
  shared: scratch,
  template,
}) => {
  const area = path.join(scratch.dataDir, 'storage/shares/open')
  mkdirSync(area, { recursive: true, mode: 0o755 })
  const files = template.inodes('race').map(({ stub, object }) => {
    const file = path.join(area, path.basename(stub))
    copyFileSync(object, file)
    return file
  })
  const before = files.map((file) => readFileSync(file))
  const options = GuestOptions.parse({
    owner: 'ada',
    mounts: [{ share: ShareName.parse('open'), target: '/open', readOnly: false }],
  })
  await startNeighbour(scratch, template, 'writer', { options })
  const lease = await startLease(files)
  await race(scratch, 'writer', '/open')
  expect(await lease.end()).toMatch(/asked, [1-9]\d* refused$/)
  const changed = readdirSync(area).filter(
    (name, index) => !before[index]?.equals(readFileSync(path.join(area, name))),
  )
  expect(changed.length).toBeGreaterThan(RACE_FILES / 2)
})
